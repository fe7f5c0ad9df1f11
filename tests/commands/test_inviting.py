"""The command line lets a member of staff in again, where no manager can."""

from pathlib import Path

from click.testing import CliRunner, Result

from tests.accounts.test_team import accept
from tests.builders import Clock, People
from tests.commands.shell import INIT, Operator
from tests.journal_lines import lines_about
from tests.pages import JudgingClient
from tests.posted import let_in
from xprsa.commands.inviting import invite
from xprsa.running.service import Service


def invites(service: Service, email: str) -> Result:
    return CliRunner().invoke(invite, [email], obj=service, catch_exceptions=False)


def link_in(printed: str) -> str:
    return "/invitation/" + printed.partition("/invitation/")[2].split()[0]


def test_the_command_lets_the_only_manager_in_again_and_the_journal_says_so(
    people: People, service: Service, client: JudgingClient, clock: Clock
) -> None:
    helene = people.manager(email="helene@example.org")
    let_in(service, helene)
    done = invites(service, "Helene@Example.org")
    assert done.exit_code == 0
    assert done.output.count("/invitation/") == 1
    with service.database.reading() as store:
        (event,) = (event for event in lines_about(store, helene.id) if event.event == "invited")
    assert event.by is None  # nobody of the team: the service itself
    accept(client, link_in(done.output), clock, password="loutre parapluie granit")
    assert client.get("/gestion/equipe").status_code == 200


def test_nobody_is_invited_who_has_no_open_access(people: People, service: Service) -> None:
    people.manager(email="helene@example.org")
    for nobody in ("nadia@example.org", "helene", ""):
        refused = invites(service, nobody)
        assert (refused.exit_code, "Rien n’a changé" in refused.output) == (1, True)


def test_whoever_begins_a_second_time_reads_how_to_be_invited_again(tmp_path: Path) -> None:
    operator = Operator(tmp_path)
    first = operator.types(*INIT)
    refused = operator.types(*INIT)
    assert (refused.returncode, "xprsa invite" in refused.stderr) == (1, True)
    again = operator.types("invite", "helene@example.org")
    assert again.returncode == 0
    assert link_in(again.stdout) != link_in(first.stdout)
