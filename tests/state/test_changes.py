"""What changed between pictures, and what of it nobody has looked at."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NoReturn

from tests import fleets
from tests.fleets import NOW
from tui.models.service import Service
from tui.state.changes import CALM, TOTAL, Change, ChangeLog, changes_between
from tui.state.fleet import Fleet


def at(service: Service, status: str, seconds: float, message: str | None = None) -> Service:
    """The service as it is so many seconds later."""
    moment = NOW + timedelta(seconds=seconds)
    return service.model_copy(
        update={"status": type(service.status)(status), "status_set_at": moment, "message": message}
    )


def between(old: Service | None, new: Service | None) -> list[Change]:
    pictures = [fleets.fleet(fleets.stack("stack", *([each] if each else []))) for each in (old, new)]
    return list(changes_between(*pictures, now=NOW))


def broke(name: str, moment: datetime, *, before: str = "running") -> Change:
    return Change(
        project_id="p", stack_id="s", service_id=name, service=name, before=before, after="error", at=moment, message=""
    )


def test_a_status_that_changed_is_told_with_its_message_and_its_own_time() -> None:
    web = fleets.service("web")
    (change,) = between(web, at(web, "error", 5, "exit code 1"))
    assert (change.service, change.before, change.after) == ("web", "running", "error")
    assert (change.message, change.at) == ("exit code 1", NOW + timedelta(seconds=5))


def test_a_new_message_about_the_same_status_happened_now() -> None:
    web = fleets.service("web", "error", message="one")
    (change,) = between(web, web.model_copy(update={"message": "two"}))
    assert (change.before, change.after, change.message, change.at) == ("error", "error", "two", NOW)


def test_a_restart_between_two_pictures_is_a_change() -> None:
    web = fleets.service("web")
    (change,) = between(web, at(web, "running", 3))
    assert (change.before, change.after) == ("running", "running")


def test_what_appears_and_what_goes_is_told() -> None:
    web = fleets.service("web")
    assert [(change.before, change.after) for change in between(None, web)] == [(None, "running")]
    assert [(change.before, change.after) for change in between(web, None)] == [("running", None)]


def test_a_stack_that_went_takes_its_services_along() -> None:
    old = fleets.fleet(fleets.stack("one", fleets.service("web", stack="one")), fleets.stack("two"))
    new = replace(old, stacks={"two": old.stacks["two"]})
    assert [change.after for change in changes_between(old, new, now=NOW)] == [None]


def test_pages_that_arrive_for_the_first_time_are_no_changes() -> None:
    old = Fleet()
    new = fleets.fleet(fleets.stack("stack", fleets.service("web", "error")))
    assert changes_between(old, new, now=NOW) == ()


def test_other_fields_are_no_changes() -> None:
    web = fleets.service("web")
    assert between(web, web.model_copy(update={"requires_recreate": True})) == []


def test_changes_come_in_the_order_in_which_they_happened() -> None:
    web, mail = fleets.service("web"), fleets.service("mail")
    old = fleets.fleet(fleets.stack("stack", web, mail))
    new = fleets.fleet(fleets.stack("stack", at(web, "stopped", 9), at(mail, "stopped", 4)))
    assert [change.service for change in changes_between(old, new, now=NOW)] == ["mail", "web"]


class Unread(tuple[Service, ...]):
    """Services that nobody may look at."""

    __slots__ = ()

    def __iter__(self) -> NoReturn:
        raise AssertionError("looked into")


def test_stacks_that_are_the_same_objects_are_not_looked_into() -> None:
    changed = fleets.stack("7", *(fleets.service(f"s{each}", stack="7") for each in range(20)))
    unread = fleets.stack("8").model_copy(update={"services": Unread(changed.services)})
    old = fleets.fleet(changed, unread)
    broken = fleets.stack("7", *(at(service, "error", 1) for service in changed.services))
    new = replace(old, stacks={"7": broken, "8": unread})
    assert len(changes_between(old, new, now=NOW)) == 20


def test_what_broke_counts_once_until_somebody_looks() -> None:
    log = ChangeLog()
    assert [change.service for change in log.add([broke("web", NOW), broke("mail", NOW)])] == ["web", "mail"]
    assert log.add([broke("web", NOW + 2 * CALM)]) == []
    assert set(log.broke) == {"web", "mail"}
    log.look()
    assert set(log.broke) == set()


def test_a_crash_loop_is_one_event() -> None:
    log = ChangeLog()
    moment = NOW
    for _ in range(100):
        log.look()
        recovered = broke("web", moment)._replace(before="error", after="running")
        alarms = log.add([broke("web", moment), recovered])
        assert bool(alarms) == (moment == NOW)
        moment += timedelta(seconds=10)
    assert log.add([broke("web", moment + CALM)]) != []


def test_what_was_broken_when_the_first_picture_came_does_not_break_anew_when_it_is_tried_again() -> None:
    log = ChangeLog()
    tried = broke("web", NOW)._replace(before="error", after="starting")
    assert log.add([tried, broke("web", NOW + timedelta(seconds=2), before="starting")]) == []


def test_what_is_told_elsewhere_is_kept_and_does_not_count() -> None:
    log = ChangeLog()
    assert log.add([broke("web", NOW)], told={"web"}) == []
    assert (len(log.newest), len(log.broke)) == (1, 0)


def test_the_newest_comes_first_and_is_new_until_somebody_looks() -> None:
    log = ChangeLog()
    first, second = broke("web", NOW), broke("mail", NOW + timedelta(seconds=1))
    log.add([first, second])
    assert log.newest == [second, first]
    assert log.unseen == {first, second}
    log.look()
    assert log.unseen == set()
    assert log.newest == [second, first]


def test_each_service_keeps_its_newest_changes_and_no_more() -> None:
    log = ChangeLog(each=3)
    changes = [broke("web", NOW + timedelta(seconds=second)) for second in range(5)]
    log.add([*changes, broke("mail", NOW)])
    assert log.of("web") == changes[:1:-1]
    assert len(log.newest) == 4
    assert changes[0] not in log.unseen


def test_services_that_changed_longest_ago_are_let_go_first() -> None:
    log = ChangeLog(total=3)
    for name in ("one", "two", "one", "three"):
        log.add([broke(name, NOW)])
    assert sorted(change.service for change in log.newest) == ["one", "one", "three"]
    assert log.of("two") == []


def test_a_fleet_that_changes_all_at_once_is_counted_and_its_newest_changes_kept() -> None:
    log = ChangeLog()
    changes = [broke(f"service{number}", NOW + timedelta(seconds=number)) for number in range(20_000)]
    began = time.process_time()
    assert len(log.add(changes)) == 20_000
    assert time.process_time() - began < 2, "each costs the same, however many there are"
    assert len(log.broke) == 20_000
    assert log.newest == changes[: -len(log.newest) - 1 : -1]
    assert len(log.unseen) == len(log.newest) == TOTAL
