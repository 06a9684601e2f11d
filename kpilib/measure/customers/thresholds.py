"""Every threshold of the models of customers: its one home, with a name and a source."""

# Below so many customers who came back a model of how often customers buy is noise: a convention of this project, the
# same as the smallest denominator of a rate that is shown.
FEWEST_RETURNED = 30

# Purchases are counted by day. Where customers buy on more than this share of all days, a day cannot tell one
# purchase from several and nothing is left to tell how often they buy: a convention.
MOST_DAYS_BOUGHT = 0.5

# The Gamma-Gamma model takes it that what customers spend has nothing to do with how often they buy. It is told as
# doubtful from this correlation on: a convention; the CDNOW sample has .11.
LARGEST_CORRELATION = 0.3

# The last weeks that are held out to compare two models: a quarter of a year, or the last third of a history that is
# shorter than three quarters; under a month nothing is compared. Conventions.
HELD_OUT_WEEKS = 13
HELD_OUT_SHARE = 1 / 3
FEWEST_HELD_OUT_WEEKS = 4

# Two models whose errors over the weeks held out are nearer than this, as a share of what was bought, are equally
# good there, and the likelihood decides: a convention.
SAME_ERROR = 0.02

# A payment is in time up to half a term after it was due; later the customer counts as lost: a convention.
GRACE = 0.5

# Fewer customers than this at the start of a term are no base for the rate of those who stay: a convention, as above.
FEWEST_AT_RISK = 30

# Ranges are told at 80 %, as every range in a report is (design.md, rule 11).
LEVEL = 0.80
