"""Readout through the Python client that openapi-generator makes. Prints what it saw as JSON."""

import json
import sys
from collections.abc import Callable

from readout_client import (
    ApiClient,
    ApiException,
    Configuration,
    Meeting,
    MeetingInclusion,
    MeetingKind,
    MeetingsApi,
    MeetingStatus,
    ParticipantCapacity,
    Problem,
    ProblemCode,
    Topic,
    TopicInput,
    TopicsApi,
)

ADDRESS, TOKEN, SLUG = sys.argv[1:]
client = ApiClient(Configuration(host=ADDRESS, access_token=TOKEN))
meetings, topics = MeetingsApi(client), TopicsApi(client)


def described(meeting: Meeting) -> dict[str, object]:
    assert isinstance(meeting.kind, MeetingKind)
    assert meeting.participants[0].capacity is ParticipantCapacity.HEAD_OF_STATE
    assert meeting.place is not None
    assert meeting.included is not None
    assert meeting.included.leaders is not None
    planned_on: str | None = meeting.planned_on
    return {
        "title": meeting.title,
        "kind": meeting.kind.value,
        "held": meeting.status is MeetingStatus.HELD,
        "held_on": meeting.held_on,
        "planned_on": planned_on,
        "status_on": meeting.status_on,
        "minutes": meeting.duration_minutes,
        "zone": meeting.place.timezone,
        "latitude": meeting.place.latitude,
        "written_in": str(meeting.created_at.tzinfo),
        "on_behalf_of": meeting.included.leaders["vladimir-putin"].party,
        "leaders": [participant.leader for participant in meeting.participants],
    }


def walked() -> list[str]:
    slugs: list[str] = []
    cursor: str | None = None
    while True:
        page = meetings.list_meetings(
            leader=["donald-trump", "vladimir-putin"],
            status=[MeetingStatus.HELD, MeetingStatus.CANCELLED],
            limit=2,
            cursor=cursor,
        )
        slugs += [meeting.slug for meeting in page.items]
        if page.next_cursor is None:
            return slugs
        cursor = page.next_cursor


def replaced() -> dict[str, object]:
    """A topic that is made, read, edited and sent back."""
    first = topics.create_topic(TopicInput(slug=SLUG, name="Grain"))
    read = topics.get_topic_with_http_info(SLUG)
    document = TopicInput.from_dict(read.data.to_dict())
    assert document is not None
    document.name = "Grain exports"
    etag = (read.headers or {})["ETag"]
    second = topics.replace_topic(SLUG, document, if_match=etag)
    every: list[Topic] = [first, read.data, second]
    return {"versions": [topic.version for topic in every], "name": second.name}


def told(ask: Callable[[], object]) -> list[object]:
    try:
        ask()
    except ApiException as error:
        problem = error.data
        assert isinstance(problem, Problem)
        assert isinstance(problem.code, ProblemCode)
        pointers = [error.pointer for error in problem.errors if error.pointer is not None]
        return [problem.status, problem.code.value, pointers]
    sys.exit("That should have been refused.")


def problems() -> list[list[object]]:
    topic = TopicInput(slug=SLUG, name="Grain")
    bad = TopicInput(slug=f"{SLUG}-too", name="Grain", broader="nowhere")
    return [
        told(lambda: meetings.get_meeting("nowhere")),
        told(lambda: topics.replace_topic(SLUG, topic, if_match='"old"')),
        told(lambda: topics.create_topic(bad)),
    ]


seen = {
    "meeting": described(meetings.get_meeting("osaka-2019", include=[MeetingInclusion.LEADERS])),
    "walked": walked(),
    "replaced": replaced(),
    "problems": problems(),
}
print(json.dumps(seen))
