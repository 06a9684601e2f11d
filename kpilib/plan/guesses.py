"""What a new client's currency, time zone and language may be, from its exports; each with its ground."""

from collections.abc import Mapping

from babel.core import get_global

from kpilib.plan.newcomer import Told

# Indonesia has four zones, and most of its people and head offices are in this one.
MOST_LIVE_IN = {"ID": ("Asia/Jakarta", "most of Indonesia lives there")}


def guessed_currency(found: Mapping[str, str]) -> Told:
    """The currency of the exports' amounts. `found` are the currencies, each with what is written in it.

    >>> guessed_currency({"IDR": "google_ads"})
    Told(value='IDR', ground='the amounts of google_ads are in IDR')
    >>> guessed_currency({}).value is None
    True
    """
    if len(found) == 1:
        ((currency, where),) = found.items()
        return Told(currency, f"the amounts of {where} are in {currency}")
    if found:
        told = ", ".join(f"{currency} in {where}" for currency, where in found.items())
        return Told(None, f"one of {' or '.join(found)}? The exports hold {told}")
    return Told(None, "an ISO 4217 code such as IDR or EUR? No export says which")


def guessed_timezone(currency: str | None) -> Told:
    """The time zone of the country whose currency it is, if it has one zone.

    >>> guessed_timezone("INR").value, guessed_timezone("IDR").value, guessed_timezone("EUR").value
    ('Asia/Kolkata', 'Asia/Jakarta', None)
    """
    country = _country(currency)
    if country in MOST_LIVE_IN:
        zone, why = MOST_LIVE_IN[country]
        return Told(zone, f"the currency is {currency}, and {why}")
    zones = [zone for zone, of in get_global("zone_territories").items() if of == country] if country else []
    if len(zones) == 1:
        return Told(zones[0], f"the currency is {currency}, and its country has this one zone")
    return Told(None, "a name such as Asia/Jakarta or Europe/Berlin? Days of orders are days there")


def guessed_language(currency: str | None) -> Told:
    """The language of the reports: Indonesian where money is in rupiah; else a question.

    >>> guessed_language("IDR").value, guessed_language("EUR").value
    ('id', None)
    """
    if _country(currency) == "ID":
        return Told("id", f"the currency is {currency}")
    return Told(None, "id? Without this line the reports are in English")


def _country(currency: str | None) -> str | None:
    """The country whose currency it is: the first two letters of the code, where they are a country's (ISO 4217)."""
    code = (currency or "")[:2]
    return code if code in get_global("zone_territories").values() else None
