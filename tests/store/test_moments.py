"""Moments as people type them; where the clocks were changed, a question and never a guess."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.clock import HOUR, MINUTE, SECOND
from store.errors import Ambiguous, LedgerError, Refused
from store.local_time import date_of, iso_instant
from store.moments import local_instant, parse_date, parse_moment
from tests.clock import FRIDAY, moment
from tests.store.zones import instants, living_in, zones

FORMS = {
    "now": "2026-11-27 14:05",
    "09:30": "2026-11-27 09:30",
    "9:30": "2026-11-27 09:30",
    "9.30": "2026-11-27 09:30",
    "09:30:15": "2026-11-27 09:30:15",
    "9am": "2026-11-27 09:00",
    "9:15 pm": "2026-11-27 21:15",
    "12am": "2026-11-27 00:00",
    "12 PM": "2026-11-27 12:00",
    "00:00": "2026-11-27 00:00",
    "02:04": "2026-11-27 02:04",
    "02:06": "2026-11-27 02:06",
    "-15m": "2026-11-27 13:50",
    " -15m": "2026-11-27 13:50",
    "-90min": "2026-11-27 12:35",
    "-2h": "2026-11-27 12:05",
    "-1h 30m": "2026-11-27 12:35",
    "-1h30m": "2026-11-27 12:35",
    "- 20 m": "2026-11-27 13:45",
    "today 8:00": "2026-11-27 08:00",
    "Yesterday 17:00": "2026-11-26 17:00",
    "yesterday 5 pm": "2026-11-26 17:00",
    "monday 09:00": "2026-11-23 09:00",
    "friday 09:00": "2026-11-27 09:00",
    "last friday 09:00": "2026-11-20 09:00",
    "2026-11-02 17:00": "2026-11-02 17:00",
    "2026-11-02T17:00": "2026-11-02 17:00",
    "2026-11-02T17:00:30": "2026-11-02 17:00:30",
    "2026-11-02T17:00:00+01:00": "2026-11-02 17:00",
    "2026-11-02T17:00:00+0530": "2026-11-02 12:30",
    "2026-11-02T16:00:00Z": "2026-11-02 17:00",
    "2026-11-02t16:00z": "2026-11-02 17:00",
}
NONSENSE = (
    *("", " ", "soon", "-", "-m", "-h", "25:00", "24:00", "9:60", "9:5", "9", "13pm", "0am"),
    *("yesterday", "2026-11-27", "2026-02-30 09:00", "2026-13-01 09:00", "0001-01-01 09:00"),
    *("someday 09:00", "last 09:00", "2026-11-02T17:00:00+99:00", "2026-11-02T99:00Z"),
    *("1e3m", "-1.5h", "²:00", "-" + "9" * 5000 + "m", "09:30\n09:30", "\x1b[31m09:30"),
)


@pytest.mark.parametrize("text", FORMS)
def test_a_moment_is_read(text: str) -> None:
    assert parse_moment(text, FRIDAY) == moment(FORMS[text])


@pytest.mark.parametrize("text", NONSENSE)
def test_what_is_no_moment_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(Refused, match="is no moment") as caught:
        parse_moment(text, FRIDAY)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["-9999999h", "0001-01-01T00:00Z", "1970-01-01 00:30"])
def test_what_lies_too_far_back_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="before 1970"):
        parse_moment(text, FRIDAY)


def test_a_bare_time_is_on_the_day_it_is_for() -> None:
    assert parse_moment("17:00", FRIDAY, (2026, 11, 20)) == moment("2026-11-20 17:00")
    assert parse_moment("yesterday 17:00", FRIDAY, (2026, 11, 20)) == moment("2026-11-26 17:00")


def test_late_at_night_a_late_hour_was_yesterday_s() -> None:
    night = moment("2026-11-27 00:20")
    assert parse_moment("23:30", night) == moment("2026-11-26 23:30")
    assert parse_moment("00:10", night) == moment("2026-11-27 00:10")
    assert parse_moment("00:30", night) == moment("2026-11-27 00:30")


QUESTIONS = [
    ("Europe/Berlin", "2026-10-25 02:30", "twice", ["T02:30:00+02:00", "T02:30:00+01:00"]),
    ("Europe/Berlin", "2026-03-29 02:30", "never", ["T01:30:00+01:00", "T03:30:00+02:00"]),
    ("America/New_York", "2026-11-01 01:30", "twice", ["T01:30:00-04:00", "T01:30:00-05:00"]),
    ("Asia/Beirut", "2022-03-27 00:30", "never", ["T23:30:00+02:00", "T01:30:00+03:00"]),
    ("Europe/Moscow", "2014-10-26 01:30", "twice", ["T01:30:00+04:00", "T01:30:00+03:00"]),
    ("Asia/Pyongyang", "2018-05-04 23:45", "never", ["T23:15:00+08:30", "T00:15:00+09:00"]),
    ("Pacific/Apia", "2011-12-30 12:00", "never", ["T12:00:00-10:00", "T12:00:00+14:00"]),
]


@pytest.mark.parametrize(("zone", "text", "what", "choices"), QUESTIONS)
def test_where_the_clocks_were_changed_there_is_a_question(
    zone: str, text: str, what: str, choices: list[str]
) -> None:
    with living_in(zone):
        with pytest.raises(Ambiguous, match=what) as caught:
            parse_moment(text, FRIDAY)
        assert [choice[10:] for choice in caught.value.choices] == choices
        given_back = [parse_moment(choice, FRIDAY) for choice in caught.value.choices]
        assert [iso_instant(instant) for instant in given_back] == caught.value.choices


@settings(max_examples=500)
@given(zones, instants)
def test_an_instant_that_was_written_is_read_again(zone: str, instant: int) -> None:
    with living_in(zone):
        assert parse_moment(iso_instant(instant), FRIDAY) == instant


@settings(max_examples=1000)
@given(zones, instants)
def test_a_local_time_is_found_or_asked_about(zone: str, instant: int) -> None:
    with living_in(zone) as rules:
        local = datetime.fromtimestamp(instant // SECOND, rules)
        both = {local.replace(fold=fold).timestamp() for fold in (0, 1)}
        try:
            found = [local_instant(date_of(instant), (local.hour, local.minute, local.second))]
        except Ambiguous as question:
            found = [parse_moment(choice, FRIDAY) for choice in question.choices]
        assert {float(seconds // SECOND) for seconds in found} == both


@settings(max_examples=500)
@given(st.text(max_size=40) | st.from_regex(r"[-+0-9:hm. tzapmyesrd]{1,25}", fullmatch=True))
def test_no_text_breaks_it(text: str) -> None:
    with suppress(LedgerError):
        assert parse_moment(text, FRIDAY) >= 0


@given(st.integers(0, 3000), st.integers(0, 59))
def test_ago_is_subtracted(hours: int, minutes: int) -> None:
    wanted = FRIDAY - hours * HOUR - minutes * MINUTE
    assert parse_moment(f"-{hours}h{minutes}m", FRIDAY) == wanted


def test_dates_are_read() -> None:
    assert [parse_date(text, FRIDAY) for text in ("today", "Yesterday", "monday", "2026-2-3")] == [
        *((2026, 11, 27), (2026, 11, 26), (2026, 11, 23), (2026, 2, 3)),
    ]
    with pytest.raises(Refused, match="is no date"):
        parse_date("2026-02-30", FRIDAY)


@given(st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "sunday"]))
def test_a_weekday_is_the_last_one(name: str) -> None:
    day = datetime(*parse_date(name, FRIDAY))
    assert day.strftime("%A").casefold() == name
    assert timedelta(0) <= datetime(2026, 11, 27) - day < timedelta(days=7)
