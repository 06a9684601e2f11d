"""Every threshold of the checks of data: its one home, with a name and a source."""

# Days on which what a tool has told may still change, counted back from the last whole day.
# Google Analytics 4 works on a day's data for 24 to 48 hours: support.google.com/analytics/answer/11198161.
# Search Console has final data after two to three days; its reports mark the days before as preliminary.
SETTLES_AFTER = {"ga4": 2, "search_console": 3}

# A claim is dated by its click and arrives up to the end of the conversion window.
# Google Ads: 30 days unless it was set otherwise, support.google.com/google-ads/answer/3123169.
# Meta: 7 days after a click, its default since 2021.
CLAIMS_SETTLE_AFTER = {"google_ads": 30, "meta_ads": 7}

# A source that settles sooner is late when it is more than a day behind; any other when it is behind more than it
# takes to settle: a convention, for downloads that are made once a day.
LATE_AFTER = 1

# Days that a tool counts in a zone of its own, whatever the account says. Search Console: Pacific time, as its help
# page on data freshness says.
ZONES = {"search_console": "America/Los_Angeles"}

# The same weekdays before a day are its measure: up to eight of them, at least four, and where they bring less than
# twenty a day chance alone moves them too much. Conventions.
SAME_WEEKDAYS = 8
FEWEST_SAME_WEEKDAYS = 4
SMALLEST_USUAL = 20

# A value is low when it is so many robust standard deviations below its usual: three, as control charts have it.
LOW_DEPTH = 3.0

# A last day that is low, and below this share of its usual, is told as part of a day: an export made before six in
# the evening seldom holds more. A convention.
PARTIAL_SHARE = 0.6

# A tag is suspected where a source is low, and below half of its usual, while the results in another source stand at
# four fifths of theirs or more. The half is domain.md, section 8; the rest are conventions, with so many results to
# tell at least.
TAG_DROP = 0.5
RESULTS_HELD = 0.8
FEWEST_RESULTS = 10

# A day is odd when its robust z-score is beyond this. Iglewicz and Hoaglin (1993) label from 3.5 on; four keeps the
# list short for series with the heavy tails of marketing.
ODD_Z = 4.0
# Days around a day whose median is its level, and the least of them.
LEVEL_DAYS = 29
FEWEST_LEVEL_DAYS = 15
# A series that hardly moves has a scale of nearly nothing; a scale below one twentieth is taken as that.
SMALLEST_SCALE = 0.05

# A level broke where eight weeks differ from the eight weeks before by half or more, and their quarters do not
# overlap, so that a month of holidays is no new level; at least two weeks of either have to be told. Within a week of
# a break that was written down it is that one. Conventions.
BREAK_STEP = 1.5
BREAK_DAYS = 56
FEWEST_BREAK_DAYS = 14
BREAK_WEEK = 7

# A newer download that changes more than this share of what an older one told is flagged: a convention, wider than
# the one to two per cent that Google's own estimates move by.
RESTATED_SHARE = 0.02

# What channels leave unexplained, and what Google Analytics puts into its row (other), above this share of the total:
# sessions are estimates with an error of one to two per cent, so more than that is not chance.
UNATTRIBUTED_SHARE = 0.02
OTHER_SHARE = 0.02

# Clicks from queries that Search Console keeps to itself: above this share it is high, as the tool Organiq grades it.
HIDDEN_SHARE = 0.15

# Platforms together cannot have brought more than there was.
CLAIMED_TIMES = 1.0

# Readers of answers that are asked now and then: days between two waves are not missing.
ASKED_IN_WAVES = ("survey",)
