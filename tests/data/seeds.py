"""A small export of every reader in its tool's own layout, invented: what fuzzing starts from."""

# ruff: noqa: E501  (headers are as long as the tools write them)

GA4 = """\
# ----------------------------------------
# Reports snapshot
# Account: Kopi
# Property: Kopi Contoh
# ----------------------------------------
#\x20\x20
# Start date: 20260701
# End date: 20260731
Nth day,Sessions,Active users,Total revenue
0000,100,70,1000.5
0001,120,80,0

# Start date: 20260701
# End date: 20260731
Session primary channel group (Default Channel Group),Sessions
Direct,2451
Organic Search,1312

# Start date: 20260701
# End date: 20260731
Page title and screen class,Views,Active users,Average engagement time per active user
"Home, sweet home | Kopi",977,500,12.5
# 1 in coffee,63,40,7
"""
EXPLORE = """\
# ----------------------------------------
# Free form
# 20260701-20260702
# ----------------------------------------

Date,Session source / medium,Session campaign,Sessions,Active users
,,,37,30,Grand total
20260701,google / cpc,brand,10,8
20260701,newsletter / email,july,7,7
20260702,google / cpc,brand,20,15
"""
UNIVERSAL = """\
# ----------------------------------------
# All Web Site Data
# Channels
# 20200426-20200428
# ----------------------------------------

Default Channel Grouping,Day Index,Users,Sessions
Direct,4/26/20,80,100
Direct,4/27/20,90,"1,120"
Direct,Total,170,"1,220"
,,"170","1,220"
"""
GOOGLE_ADS = """\
Campaign report
"1 July 2026 - 31 July 2026"
Day,Campaign,Campaign type,Currency code,Clicks,Impr.,Cost,Conversions
2026-07-01,Brand,Search,IDR,10,"1,000","1,234.56",2.50
2026-07-01,Everywhere,Performance Max,IDR,5,500,100.00,--
2026-07-02,Brand,Search,IDR,20,"2,000","2,000.00", --
Total: Account,--,--,IDR,35,"3,500","3,334.56",2.50
"""
MICROSOFT_ADS = """\
"Report Name: Campaigns"
"Report Time: 7/1/2026,7/31/2026"
"Time Zone: (GMT+07:00) Bangkok, Hanoi, Jakarta"
"Last Completed Available Day: 8/1/2026 10:15:00 PM (GMT)"
"Report Aggregation: Daily"
"Rows: 2"

"Gregorian date","Account name","Campaign name","Currency code","Impressions","Clicks","Spend","Conversions","Revenue"
"7/1/2026","Kopi","Brand","IDR","1,000","10","1,234.50","2","300.00"
"7/2/2026","Kopi","Brand","IDR","2,000","20","2,000.00","0","0.00"

"\N{COPYRIGHT SIGN}2026 Microsoft Corporation. All rights reserved. "
"""
META_ADS = """\
Reporting starts,Reporting ends,Campaign name,Amount spent (USD),Impressions,Reach,Link clicks,Results,Result indicator,Purchases
2026-07-02,2026-07-02,Brand,20.50,2000,1500,30,3,actions:purchase,3
2026-07-01,2026-07-01,Brand,10,1000,900,10,1,actions:purchase,1
2026-07-01,2026-07-01,Broad,5,500,400,5,40,actions:link_click,
"""
TIKTOK_ADS = """\
Campaign name,Ad group name,Ad name,By Day,Cost,CPC (destination),Impressions,Clicks (destination),Conversions,Currency
Brand,Group 1,Ad 1,2026-07-01,125000,2500,10000,50,3,IDR
Brand,Group 1,Ad 2,2026-07-01,75000,2500,6000,30,1,IDR
Total of 2 results,-,-,-,200000,2500,16000,80,4,IDR
"""
LINKEDIN_ADS = """\
Campaign Performance Report (in UTC)
"Report Start: July 1, 2026, 12:00 AM"
"Report End: July 31, 2026, 11:59 PM"
"Date Generated: August 3, 2026, 9:03 AM"

Start Date (in UTC),Account Name,Currency,Campaign Name,Total Spent,Impressions,Clicks,Conversions,Leads
7/1/2026 12:00 AM,Kopi,IDR,"Leads, directors","1,250,000.50","10,000",40,3,2
7/2/2026 12:00 AM,Kopi,IDR,Brand,500,1000,5,0,0
"""
SEARCH_CONSOLE = """\
Date,Clicks,Impressions,CTR,Position
2026-07-03,3,10,30%,2.5
2026-07-02,0,0,0%,0
2026-07-01,7,90,7.78%,10
"""
BUSINESS_PROFILE = """\
Store code,Business name,Address,Labels,Google Search - Mobile,Google Search - Desktop,Google Maps - Mobile,Google Maps - Desktop,Calls,Messages,Bookings,Directions,Website clicks,Food orders
BDG,Kopi Contoh,"Jalan Braga 1, Bandung",,"1,000",200,300,50,12,0,0,40,25,0
"""
MAILCHIMP = """\
Title,Subject,List,"Send Date","Send Weekday","Total Recipients","Successful Deliveries","Soft Bounces","Hard Bounces","Total Bounces","Unique Opens","Open Rate","Total Opens","Unique Clicks","Click Rate","Total Clicks",Unsubscribes,"Abuse Complaints","Folder Id","Unique Id"
"July news","News",Customers,"Jul 22, 2026 08:00 am",Wednesday,1000,990,10,0,10,500,50.51%,550,50,5.05%,100,9,0,0,"a1"
"Sale","Sale",Customers,"Jul 29, 2026 06:30 pm",Wednesday,1000,1000,0,0,0,400,40.00%,440,100,10.00%,200,10,0,0,"a2"
"""
SHOPIFY = """\
Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Cancelled at,Payment Method,Refunded Amount,Id,Tags
#1001,ana@shop.example,paid,2026-07-01 10:00:00 +0700,,IDR,150000.00,0.00,0.00,150000.00,2026-07-01 10:00:00 +0700,1,Gayo 250 g,150000.00,,Manual,0.00,5001,
#1001,ana@shop.example,,,,,,,,,2026-07-01 10:00:00 +0700,1,Mug,0.00,,,,,
#1002,budi@shop.example,refunded,2026-07-02 11:00:00 +0700,,IDR,90000.00,0.00,0.00,90000.00,2026-07-02 11:00:00 +0700,1,Toraja,90000.00,,Manual,90000.00,5002,
"""
WOOCOMMERCE = """\
Order Number,Order Status,Order Date,First Name (Billing),Email (Billing),Payment Method Title,Order Refund Amount,Order Total Amount,SKU,Item Name
501,completed,2026-07-01 10:00:00,Ana,ana@x.example,Transfer,0,150000,GY-250,Gayo
502,wc-processing,2026-07-02 23:30:00,Budi,budi@x.example,Transfer,50000,90000,TR-250,Toraja
"""
STRIPE = """\
id;Created date (UTC);Amount;Currency;Converted Amount;Converted Amount Refunded;Converted Currency;Status;Customer ID
ch_3;2026-07-02 10:00:00;20.00;eur;;;;Failed;cus_2
ch_2;2026-07-01 12:00:00;20.00;eur;800.00;200.00;thb;Paid;cus_2
ch_1;2026-07-01 09:00:00;10.00;usd;340.00;340.00;thb;Refunded;cus_1
"""
HUBSPOT = """\
Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Deal owner,Associated Company IDs
9001,Wholesale Bandung,Closed Won,"12,500.00",2026-07-20 10:00,2026-06-01 09:00,Dina,8001;8002
9002,Cafe Bogor,Closed Lost,800,2026-07-22 11:00,2026-06-15 09:30,Dina,8003
"""
SURVEY = """\
Timestamp,"How likely is it that you would recommend us to a friend (0-10)?",Why?
2026-07-01 09:00:00,9,good coffee
2026-07-02 10:00:00,6,"slow, and cold"
2026-07-03 11:00:00,10,
"""
GOOGLE_TRENDS = """\
Category: All categories

Week,kopi contoh: (Indonesia),kopi lain: (Indonesia)
2026-06-28,40,100
2026-07-05,<1,92
2026-07-12,55,88
"""
TABLE = """\
Tanggal,Kanal,Pesanan,Pelanggan
2026-07-01,Email,5,100
2026-07-02,Direct,"1,250",101
Total,,"1,255",
"""
# What client.yml would say of a table of the client's own.
COLUMNS = {"date": "Tanggal", "channel": "Kanal", "orders": "Pesanan"}

SEEDS = {
    "ga4": GA4,
    "universal_analytics": UNIVERSAL,
    "google_ads": GOOGLE_ADS,
    "microsoft_ads": MICROSOFT_ADS,
    "meta_ads": META_ADS,
    "tiktok_ads": TIKTOK_ADS,
    "linkedin_ads": LINKEDIN_ADS,
    "search_console": SEARCH_CONSOLE,
    "business_profile": BUSINESS_PROFILE,
    "mailchimp": MAILCHIMP,
    "shopify": SHOPIFY,
    "woocommerce": WOOCOMMERCE,
    "stripe": STRIPE,
    "hubspot": HUBSPOT,
    "survey": SURVEY,
    "google_trends": GOOGLE_TRENDS,
    "table": TABLE,
}
