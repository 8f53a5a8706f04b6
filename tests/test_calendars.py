"""iCalendar, as the icalendar package and so a calendar reads it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from documents import create, documents, every, fill_pool
from hypothesis import HealthCheck, given, settings
from icalendar import Calendar

from api.formats import ics
from models.dates import span
from schemas import MeetingSchema
from schemas.base import finish

AT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
HELD = {"slug": "geneva-2021", "title": "Geneva", "kind": "summit", "status": "held"}


def events(body):
    return Calendar.from_ical(body).walk("VEVENT")


def event(document):
    """The event of a meeting that says this beside what every meeting says."""
    loaded = MeetingSchema().load({**HELD, **document})
    (found,) = events(ics.FORMAT.one(MeetingSchema, finish(loaded, 3, AT, AT), "http://x/", {}))
    return found


def days(found):
    end = found.get("dtend")
    return found["dtstart"].dt, end and end.dt


def test_the_meeting_in_osaka(client):
    answer = client.get("/meetings/osaka-2019.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (found,) = events(answer.data)
    stored = client.get("/meetings/osaka-2019").json
    assert found["uid"] == "meeting-osaka-2019@readout"
    assert found["summary"] == "Trump–Putin meeting in Osaka"
    # It was planned for 14:00; no source says when it began.
    assert days(found) == (date(2019, 6, 28), date(2019, 6, 29))
    assert found["description"] == (
        f"{stored['summary']}\n\nDuration: 80 minutes.\n\nStatus: held. It took place."
    )
    assert found["location"] == "Osaka"
    assert found["url"] == "http://localhost/meetings/osaka-2019"
    changed_at = datetime.fromisoformat(stored["updated_at"])
    assert found["dtstamp"].dt == changed_at.replace(microsecond=0)
    assert "status" not in found
    assert client.get("/meetings/osaka-2019.ics").data == answer.data


def test_what_was_cancelled_says_so(client):
    (found,) = events(client.get("/meetings/buenos-aires-2018.ics").data)
    assert found["status"] == "CANCELLED"
    assert days(found)[0] == date(2018, 12, 1)
    assert "Status: cancelled. Called off for good." in found["description"]


@pytest.mark.parametrize(
    ("on", "first", "last", "said"),
    [
        ("2021-06-16", date(2021, 6, 16), date(2021, 6, 17), False),
        ("1943-11-28/1943-12-01", date(1943, 11, 28), date(1943, 12, 2), False),
        ("2018-07", date(2018, 7, 1), date(2018, 8, 1), True),
        ("2014", date(2014, 1, 1), date(2015, 1, 1), True),
        ("195X", date(1950, 1, 1), date(1960, 1, 1), True),
        ("1972-02-21~", date(1972, 2, 21), date(1972, 2, 22), True),
        ("1986-10/1987", date(1986, 10, 1), date(1988, 1, 1), True),
        ("9999-12-31", date(9999, 12, 31), None, False),
        ("0001", date(1, 1, 1), date(2, 1, 1), True),
    ],
)
def test_a_date_is_as_exact_as_it_is_on_record(on, first, last, said):
    found = event({"held_on": on})
    assert days(found) == (first, last)
    assert (f"Date: {on} (EDTF)." in found["description"]) is said


def test_a_time_needs_its_zone():
    timed = {"held_on": "2021-06-16", "held_time": "13:35", "duration_minutes": 93}
    placed = event({**timed, "place": {"timezone": "Europe/Zurich"}})
    assert placed["dtstart"].dt == datetime(2021, 6, 16, 11, 35, tzinfo=UTC)
    assert placed["duration"].dt == timedelta(minutes=93)
    floating = event(timed)
    assert days(floating) == (date(2021, 6, 16), date(2021, 6, 17))
    assert "Local time: 13:35.\n\nDuration: 93 minutes." in floating["description"]
    planned = {"planned_on": "2021-06-16", "planned_time": "13:00", "held_time": "13:35"}
    planned = event({**planned, "place": {"timezone": "Europe/Zurich"}})
    assert planned["dtstart"].dt == datetime(2021, 6, 16, 11, 0, tzinfo=UTC)
    # No calendar has the day before.
    first = {"held_on": "0001-01-01", "held_time": "00:00", "place": {"timezone": "Asia/Tokyo"}}
    assert days(event(first))[0] == date(1, 1, 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents("meeting", "reykjavik-1986"))
def test_whatever_a_meeting_says_is_an_event(made):
    found = event(made)
    assert found["uid"] == "meeting-reykjavik-1986@readout"
    assert found["sequence"] == 2
    start = found["dtstart"].dt
    on = made.get("held_on") or made["planned_on"]
    if not isinstance(start, datetime):
        assert start == span(on)[0]
    title = " ".join("".join(c for c in made["title"] if c.isprintable()).split())
    assert " ".join("".join(c for c in found["summary"] if c.isprintable()).split()) == title


def test_a_list_is_one_calendar(client):
    query = {"leader": "vladimir-putin", "sort": "held_on"}
    answer = client.get("/meetings", query_string=query, headers={"Accept": "text/calendar"})
    wanted = [f"meeting-{m['slug']}@readout" for m in every(client, "meetings", **query)]
    assert [found["uid"] for found in events(answer.data)] == wanted
    none = client.get("/meetings.ics?kind=ceremony")
    assert events(none.data) == []


def test_encounters_are_a_calendar(client):
    query = {"leader": ["donald-trump", "vladimir-putin"]}
    listed = client.get("/encounters", query_string=query).json["items"]
    wanted = [f"meeting-{item['meeting']['slug']}@readout" for item in listed]
    answer = client.get("/encounters.ics", query_string=query)
    assert [found["uid"] for found in events(answer.data)] == wanted
    page = client.get("/encounters.ics", query_string={**query, "limit": 2})
    assert [found["uid"] for found in events(page.data)] == wanted[:2]
    rest = client.get(page.headers["Link"].partition("<")[2].partition(">")[0])
    assert [found["uid"] for found in events(rest.data)] == wanted[2:4]
    assert client.get("/encounters.ics?leader=donald-trump").status_code == 422
    assert client.get("/encounters.ics?leader=donald-trump&leader=nobody").status_code == 404


def test_a_changed_meeting_keeps_its_uid(empty):
    fill_pool(empty)
    create(empty, "meeting", {**HELD, "held_on": "2021-06-16"})
    read = empty.get("/meetings/geneva-2021")
    tag = {"If-Match": read.headers["ETag"]}
    changed = empty.patch("/meetings/geneva-2021", json={"title": "Genf"}, headers=tag)
    assert changed.status_code == 200
    (found,) = events(empty.get("/meetings/geneva-2021.ics").data)
    assert (found["uid"], found["sequence"]) == ("meeting-geneva-2021@readout", 1)
