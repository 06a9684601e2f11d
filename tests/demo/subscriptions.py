"""Subscriptions to Langkah Sample's app, as Stripe exports their payments."""

import string
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from tests.demo import layouts
from tests.demo.series import DAYS, LAST_DAY

FIRST_PAYMENT = date(2026, 2, 1)
SUMMER_TIME = (date(2026, 3, 8), LAST_DAY)
MONTHLY, YEARLY = 9.0, 49.0
ID_CHARACTERS = string.ascii_letters + string.digits


@dataclass
class Subscription:
    """A customer: their plan, their last invoice."""

    customer: str
    price: float
    invoice_prefix: str
    invoices: int = 0
    last_paid: date = date.min


def write(folder: Path) -> Path:
    """The Stripe export: one to six payments a day, newest first."""
    random = Random("langkah/stripe")
    days = [day for day in DAYS if day >= FIRST_PAYMENT]
    subscriptions: list[Subscription] = []
    payments = []
    for number, day in enumerate(days):
        most = 2 + round(4 * number / len(days))
        for _ in range(1 + int(random.random() * most)):
            subscription = _paying(subscriptions, day, random)
            subscription.invoices += 1
            subscription.last_paid = day
            payments.append(_payment(subscription, day, random))
    payments.sort(key=lambda payment: payment[1], reverse=True)
    header = (
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Amount Refunded,"
        "Converted Currency,Fee,Status,Customer ID,Invoice Number"
    )
    return layouts.comma_table(folder / "stripe_payments.csv", header, payments, line_end="\r\n")


def _paying(subscriptions: list[Subscription], day: date, random: Random) -> Subscription:
    """Whose turn it is to pay: often the monthly subscription that is due the longest, else a new customer."""
    due = [s for s in subscriptions if s.price == MONTHLY and 30 <= (day - s.last_paid).days <= 33]
    if due and random.random() < 0.8:
        return min(due, key=lambda s: s.last_paid)
    price = YEARLY if random.random() < 0.3 else MONTHLY
    prefix = "".join(_pick("0123456789ABCDEF", random) for _ in range(8))
    subscriptions.append(Subscription(f"cus_{_token(14, random)}", price, prefix))
    return subscriptions[-1]


def _payment(subscription: Subscription, day: date, random: Random) -> list[str]:
    """A row of the export. Customers pay between 7:00 and midnight in New York, the export has UTC."""
    seconds = 25_200 + int(random.random() * 61_200)
    behind_utc = 4 if SUMMER_TIME[0] <= day <= SUMMER_TIME[1] else 5
    created = datetime.combine(day, time()) + timedelta(seconds=seconds, hours=behind_utc)
    fate = random.random()
    status = "Failed" if fate < 0.04 else "Refunded" if fate < 0.065 else "Paid"
    failed = status == "Failed"
    amount = f"{subscription.price:.2f}"
    refunded = amount if status == "Refunded" else "0.00"
    fee = 0 if failed else subscription.price * 0.029 + 0.30
    invoice = f"{subscription.invoice_prefix}-{subscription.invoices:04d}"
    return [
        f"ch_{_token(24, random)}",
        f"{created:%Y-%m-%d %H:%M:%S}",
        amount,
        refunded,
        "usd",
        "false" if failed else "true",
        "" if failed else amount,
        "" if failed else refunded,
        "" if failed else "usd",
        f"{fee:.2f}",
        status,
        subscription.customer,
        invoice,
    ]


def _token(length: int, random: Random) -> str:
    return "".join(_pick(ID_CHARACTERS, random) for _ in range(length))


def _pick(characters: str, random: Random) -> str:
    return characters[int(random.random() * len(characters))]
