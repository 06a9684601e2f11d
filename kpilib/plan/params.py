"""From a client's two YAML files to its plan, or to every problem in them."""

from pathlib import Path

from kpilib.errors import Problem, ProblemsError, UnknownNameError, nearest
from kpilib.plan import catalogue
from kpilib.plan.client import Client
from kpilib.plan.client_references import client_problems
from kpilib.plan.cycle_references import cycle_problems
from kpilib.plan.located import Located
from kpilib.plan.logo import logo_uri
from kpilib.plan.model import Plan, QuarterFile
from kpilib.plan.periods import QUARTER_FORM, Quarter
from kpilib.plan.references import quarter_problems


def find_params(start: Path | None = None) -> Path:
    """The folder of all clients, looked for from `start` (the working folder) upwards.

    It is the folder `params` beside or above, or the folder that `start` itself lies in when that is a client's:
    so it is found from the project, from notebooks/, and from within a client's folder.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "client.yml").is_file():
            return folder.parent
        if (folder / "params").is_dir():
            return folder / "params"
    raise UnknownNameError(
        f"there is no folder 'params' in {here} or above it; run this inside a kpilib project, or name it: --params"
    )


def client_names(params: Path) -> list[str]:
    """The clients of a params folder, in the order of their names."""
    return sorted(path.parent.name for path in params.glob("*/client.yml"))


def client_folder(params: Path, client: str) -> Path:
    """The client's folder. Raises UnknownNameError where there is no such client."""
    if not params.is_dir():
        raise UnknownNameError(f"there is no folder {params}; clients lie in one, most often in 'params'")
    if client not in client_names(params):
        raise UnknownNameError(
            f"no client is named '{client}' in {params.name}/; {nearest(client, client_names(params))}"
        )
    return params / client


def quarter_names(params: Path, client: str) -> list[str]:
    """The quarters that have a file in the client's folder."""
    found = (path.stem for path in client_folder(params, client).glob("*.yml"))
    return sorted(stem for stem in found if QUARTER_FORM.fullmatch(stem))


def about_client(params: Path, client: str) -> Located:
    """What client.yml says. Raises UnknownNameError where there is no such client."""
    return Located(client_folder(params, client) / "client.yml", f"{params.name}/{client}/client.yml")


def read_client(params: Path, client: str) -> Client:
    """Who a client is, without a quarter.

    Raises ProblemsError with every problem of client.yml, UnknownNameError where there is no such client.
    """
    who, problems = _client(params, client)
    if problems:
        raise ProblemsError(problems)
    return who


def client_problems_of(params: Path, client: str) -> list[Problem]:
    """Every problem of client.yml, as far as it can be told without a quarter."""
    return _client(params, client)[1]


def _client(params: Path, client: str) -> tuple[Client | None, list[Problem]]:
    about = about_client(params, client)
    who = about.validated(Client)
    return who, [*about.problems, *client_problems(about, params / client)]


def read_plan(
    params: Path, client: str, quarter: str, *, draft: Path | None = None, about: Located | None = None
) -> Plan:
    """What was agreed with a client for a quarter.

    draft : a file to read in place of the quarter's own, as if it stood there already.
    about : the client's own file, where it has been read before.
    Raises ProblemsError with every problem of both files at once, UnknownNameError for a client or quarter that
    has no file, KpilibError where `quarter` is not one.
    """
    folder = client_folder(params, client)
    quarter = str(Quarter.parse(quarter))
    if draft is None and not (folder / f"{quarter}.yml").is_file():
        raise UnknownNameError(
            f"{params.name}/{client} has no file {quarter}.yml; {nearest(quarter, quarter_names(params, client))}"
        )
    about = about or about_client(params, client)
    agreed = Located(draft or folder / f"{quarter}.yml", f"{params.name}/{client}/{quarter}.yml")
    who, what = about.validated(Client), agreed.validated(QuarterFile)
    period = _fiscal(quarter, who, about)
    problems = [
        *about.problems,
        *agreed.problems,
        *client_problems(about, folder),
        *quarter_problems(agreed, about, period),
        *cycle_problems(agreed, about),
    ]
    if problems:
        raise ProblemsError(problems)
    metrics = {**catalogue.metrics(), **who.metrics}
    logo = logo_uri(folder / who.logo) if who.logo else ""
    known = {"quarter": period, "agreement": what, "metrics": metrics, "lines": agreed.lines(), "logo": logo}
    return Plan(id=client, client=who, **known)


def _fiscal(quarter: str, who: Client | None, about: Located) -> Quarter | None:
    """The quarter in the client's fiscal year; None where a faulty client.yml does not tell when that starts."""
    if who is not None:
        starts, named_by = who.fiscal_year_starts, who.fiscal_year_named_by
    elif about.tree is not None:
        starts, named_by = about.tree.get("fiscal_year_starts", 1), about.tree.get("fiscal_year_named_by", "end")
    else:
        return None
    if starts not in range(1, 13) or named_by not in ("end", "start"):
        return None
    return Quarter.parse(quarter, fiscal_year_starts=int(starts), named_by=named_by)
