"""Every threshold of a judgement: its one home, with a name and a source."""

# A verdict on fewer days than one week would judge a weekday: a convention of this project.
SMALLEST_DAYS = 7

# A metric is proposed as a KPI of a new client if four weeks of it were measured: a convention of this project.
FEWEST_DAYS_OF_A_KPI = 28

# With more of the elapsed days missing than this, what was measured does not stand for the whole: a convention.
LARGEST_MISSING_SHARE = 0.20

# Data that end so many days before the report tell of another time than the reader thinks: a convention. A KPI may
# wait for a slow source for less than a week without a mail being held for it.
STALE_DAYS = 7

# How far from its pace a KPI may be and still be called close: a quarter at the start of the period, a twentieth at
# its end, in a straight line between them. Source: the pacing bands of Optmyzr, as published in its help pages.
TOLERANCE_AT_START = 0.25
TOLERANCE_AT_END = 0.05

# Weekday weights need whole weeks: at least 4 of them, at most the last 12. Source: common practice of pacing tools.
FEWEST_WEEKS = 4
MOST_WEEKS = 12

# The days whose mean is called the present rate: four weeks, so that every weekday counts the same.
RECENT_DAYS = 28


def tolerance(elapsed: float) -> float:
    """The distance from pace that still counts as close, as a share; `elapsed` is the share of days gone.

    >>> tolerance(0.0), round(tolerance(0.5), 3), round(tolerance(1.0), 3)
    (0.25, 0.15, 0.05)
    """
    return TOLERANCE_AT_START + (TOLERANCE_AT_END - TOLERANCE_AT_START) * elapsed


# How a result answers to a resource (judge/response.py). Half a year of whole weeks is the least from which a slope
# can be told from the noise of single weeks; two years is the most, as campaigns older than that were others.
# Conventions of this project.
FEWEST_RESPONSE_WEEKS = 26
MOST_RESPONSE_WEEKS = 104

# A resource whose weeks vary by less than this share of their mean was never really tried at another level, so no
# answer can be read from it: a convention.
SMALLEST_VARIATION = 0.10

# The answer is told with its 80 % interval, as every range in a report is (design.md, rule 11).
RESPONSE_LEVEL = 0.80

# Nothing is told about more than this multiple of the largest week ever seen: a convention against extrapolation.
FARTHEST_RESOURCE = 1.5

# A renegotiated number is rounded so that its change is told in so many digits: 337.4 instead of 310 million becomes
# 338, 1,063 instead of 1,200 leads 1,060. Finer than the estimate is, and still what a person would say.
AGREED_DIGITS = 2

# A chance below which a target is called unrealistic when it is agreed, and above which it asks for nothing.
# Source: conventions of this project, after the brief's "do not agree to a figure that you cannot achieve".
UNREALISTIC = 0.10
NO_STRETCH = 0.95

# How long a channel may bring visits and nothing else before its reach is called vanity: a convention.
VANITY_WEEKS = 12

# Weeks move more than usual when their mean moving range is this many times that of the weeks before: a convention.
VOLATILE = 1.5
WEEKS_OF_UNREST = 6
FEWEST_WEEKS_OF_CALM = 12

# A forecast needs eight weeks; from 26 weeks on it is told as a number, from 400 days on it has seen its season once.
# Source: a back-test on public daily series (tests/bench/forecast_backtest.py).
NUMBER_FROM_DAYS = 26 * 7
SEASON_FROM_DAYS = 400

# Fewer counts than this in the whole period scatter too much to be told as a number: a convention.
FEWEST_COUNTS = 30

# With more days of the period missing than this nothing is forecast: a convention.
MOST_MISSING_DAYS = 3

# A longer gap in a history is not filled from the weeks around it, and nothing before it is looked at: a convention.
LONGEST_GAP = 28

# A lasting change of level to twice or half of before, within four weeks, withholds the forecast: behind such a break
# the ranges of the back-test held 60 % instead of 80 %.
LEVEL_BREAK = 2.0

# Limits of fewer than twelve weeks are on trial; they are locked after 24. Source: NHS England, Making Data Count,
# and Wheeler: limits are useful from five or six values on.
TRIAL_BELOW = 12
LOCKED_FROM = 24

# Neighbouring weeks that correlate more than this raise false alarms in four of ten charts without any change.
# Source: a simulation of 24 + 13 weeks by this project.
AUTOCORRELATED = 0.3

# A chance in calibrated words, each with the least probability that it stands for. Source: the IPCC's guidance note
# on uncertainties (2010); what it calls "about as likely as not" is called a toss-up here.
CHANCES = {"very_likely": 0.90, "likely": 0.66, "toss_up": 0.34, "unlikely": 0.10, "very_unlikely": 0.0}

# The rules of a signal (judge/signals.py): eight in a row on one side of the centre, three of four nearer to a limit
# than to the centre. Source: the public calculator xmrit.com, after Wheeler. NHS England has other rules (seven in a
# row, two of three); two sets are never mixed.
RUN_LENGTH = 8
NEAR_LIMIT, NEAR_LIMIT_OF = 3, 4

# Limits begin to be useful with six values. Source: Wheeler, Understanding Variation, "as few as five or six".
FEWEST_PROCESS_WEEKS = 6

# A shift has to begin within so many weeks after what is taken for its cause: a convention of this project.
WEEKS_AFTER_CAUSE = 4

# A shift may be the season where the same weeks of the year before had at least so large a part of it: a convention.
SEASON_FROM = 0.5

# Below so many counts a week a chart of whole numbers jumps by itself: a convention.
FEWEST_COUNTS_A_WEEK = 5

# Parts of a change that is told by channel: the rest are put together. A channel split of a rate needs nearly all of
# its numerator in channels that have a denominator too. Conventions of this project.
MOST_PARTS = 5
SMALLEST_TOLD_SHARE = 0.95

# With a chance below one half a target is at risk. An early warning is drafted when it is so in two reports in a row,
# or below one fifth once: a convention of this project, so that one odd week alarms nobody.
AT_RISK_BELOW = 0.5
WARN_AT_ONCE_BELOW = 0.2

# A week is a fair time for the parties to answer a proposal, as long as the last day for it is not earlier: a
# convention of this project.
ANSWER_DAYS = 7

# Of several forecasts of one result the one made nearest to this many days before its due date is held to it: half of
# a quarter, where there is still time to act. With fewer than ten such forecasts nothing is said of how fair a
# client's probabilities were, and the back-test is shown. Conventions of this project.
TRACKED_DAYS_LEFT = 45
FEWEST_TRACKED = 10

# A group of probabilities is off where its results lie farther from it than this, and than chance would have it: of
# five groups of a fair record none is called off in nine of ten cases. Conventions of this project.
FAIR_WITHIN = 0.15
FAIR_LEVEL = 0.98

# Whether a leading indicator leads is judged from half a year of whole weeks at the least, and from the last two
# years, by a 95 % interval: of two KPIs that have nothing to do with each other, one link in twenty is called wrong.
FEWEST_LEADING_WEEKS = 26
MOST_LEADING_WEEKS = 104
LEADING_LEVEL = 0.95

# Of fewer answers, or followed customers, neither a verdict nor a change is told: a convention of this project.
FEWEST_ANSWERS = 30

# The interval of a survey or of followed customers, and the chance with which a change that is none is called one.
SURVEY_LEVEL = 0.95
CHANGED_BELOW = 1 - SURVEY_LEVEL

# What feeds an accumulation is looked at over the 13 whole weeks, a quarter, that end with each of its two times.
# Under eight weeks on one side nothing is said: a convention.
FEEDING_WEEKS = 13
FEWEST_FEEDING_WEEKS = 8

# Weeks that keep more than this of their last one are counted as if they kept so much: else two quarters of weeks
# would come to less than one each. A convention.
MOST_MEMORY = 0.8

# A stock such as a list of subscribers is counted and not sampled; a change of less than this share is none: a
# convention.
STANDS_STILL = 0.01

# A link of the chain may answer the one before it within so many weeks; each lag that is tried makes chance hits
# likelier, so the level of the interval is divided by their number (Bonferroni).
CHAIN_LAGS = 8

# Visits around an activity: the four weeks before it, and up to four after, so that weekdays match: a convention.
WEEKS_AROUND = 4

# A link is weak where more than this share of what went on a year ago no longer does, and chance does not explain it.
WEAK_LINK = 0.05

# Whether an action worked is judged with a 95 % interval, the level of the field, and from at most two years before
# its start: a straight line through more of them is seldom true. A season, as a wave of a year and one of half a
# year, is told from a year of weeks before the start on: with one wave alone, 16 of 100 simulated series with a
# season of two and no effect were called worked or harmed, with both 1 (tests/bench/effect_power.py).
EFFECT_LEVEL = 0.95
MOST_BASELINE_WEEKS = 104
WEEKS_FOR_SEASON = 52
SEASON_WAVES = 2

# With less than a year of weeks before the start the season may pose as the effect, and there is no room for false
# dates; with less than four weeks after it nothing is claimed. Below half a year no line is drawn at all. Conventions
# of this project.
FEWEST_BASELINE_WEEKS = 48  # of the 52, so that weeks which led to the action may be left out
FEWEST_WEEKS_AFTER = 4
FEWEST_LINE_WEEKS = 26

# The analysis is made again at 20 or more dates in the baseline on which nothing was done; an effect counts if at
# most a tenth of them show one as large. Each false date has at least so many weeks before it, and after it as many
# as the check has, or at least eight where the baseline is short. Conventions of this project.
FEWEST_PLACEBOS = 20
PLACEBO_SHARE = 0.10
FEWEST_PLACEBO_BEFORE = 20
FEWEST_PLACEBO_AFTER = 8

# The least effect that a check can see is told for a power of 80 %. Source: the usual convention, Cohen (1988).
POWER = 0.80

# Where a signal and half of the effect were there in the weeks before an action, the action is not the cause: a
# convention of this project.
HALF_BEFORE = 0.5
