"""Readout through the client that openapi-python-client generates. Prints what it saw as JSON."""

import json
import sys
from typing import TypeVar

from readout_client import AuthenticatedClient
from readout_client.api.meetings import get_meeting, list_meetings
from readout_client.api.topics import create_topic, get_topic, replace_topic
from readout_client.models import (
    Meeting,
    MeetingInclusion,
    MeetingKind,
    MeetingList,
    MeetingStatus,
    ParticipantCapacity,
    Place,
    Problem,
    ProblemCode,
    Topic,
    TopicInput,
)
from readout_client.types import UNSET, Response, Unset

ADDRESS, TOKEN, SLUG = sys.argv[1:]
client = AuthenticatedClient(base_url=ADDRESS, token=TOKEN)
T = TypeVar("T")


def good(answer: T | Problem | None) -> T:
    """What was asked for, or the end of the program."""
    if answer is None or isinstance(answer, Problem):
        sys.exit(f"{answer}")
    return answer


def described(meeting: Meeting) -> dict[str, object]:
    assert isinstance(meeting.kind, MeetingKind)
    assert meeting.participants[0].capacity is ParticipantCapacity.HEAD_OF_STATE
    place: Place | None = meeting.place
    assert place is not None
    assert meeting.included
    assert meeting.included.leaders
    planned_on: str | None = meeting.planned_on
    return {
        "title": meeting.title,
        "kind": meeting.kind.value,
        "held": meeting.status is MeetingStatus.HELD,
        "held_on": meeting.held_on,
        "planned_on": planned_on,
        "status_on": meeting.status_on,
        "minutes": meeting.duration_minutes,
        "zone": place.timezone,
        "latitude": place.latitude,
        "written_in": str(meeting.created_at.tzinfo),
        "on_behalf_of": meeting.included.leaders["vladimir-putin"].party,
        "leaders": [participant.leader for participant in meeting.participants],
    }


def walked() -> list[str]:
    slugs: list[str] = []
    cursor: str | Unset = UNSET
    while True:
        page: MeetingList = good(
            list_meetings.sync(
                client=client,
                leader=["donald-trump", "vladimir-putin"],
                status=[MeetingStatus.HELD, MeetingStatus.CANCELLED],
                limit=2,
                cursor=cursor,
            )
        )
        slugs += [meeting.slug for meeting in page.items]
        if page.next_cursor is None:
            return slugs
        cursor = page.next_cursor


def replaced() -> dict[str, object]:
    """A topic that is made, read, edited and sent back."""
    made = create_topic.sync_detailed(client=client, body=TopicInput(slug=SLUG, name="Grain"))
    first = good(made.parsed)
    read = get_topic.sync_detailed(SLUG, client=client)
    document = TopicInput.from_dict(good(read.parsed).to_dict())
    document.name = "Grain exports"
    etag = read.headers["ETag"]
    second = good(replace_topic.sync(SLUG, client=client, body=document, if_match=etag))
    every: list[Topic] = [first, good(read.parsed), second]
    return {"versions": [topic.version for topic in every], "name": second.name}


def told(answer: Response[T | Problem]) -> list[object]:
    problem = answer.parsed
    assert isinstance(problem, Problem)
    assert isinstance(problem.code, ProblemCode)
    pointers = [error.pointer for error in problem.errors]
    return [problem.status, problem.code.value, [p for p in pointers if not isinstance(p, Unset)]]


def problems() -> list[list[object]]:
    topic = TopicInput(slug=SLUG, name="Grain")
    bad = TopicInput(slug=f"{SLUG}-too", name="Grain", broader="nowhere")
    return [
        told(get_meeting.sync_detailed("nowhere", client=client)),
        told(replace_topic.sync_detailed(SLUG, client=client, body=topic, if_match='"old"')),
        told(create_topic.sync_detailed(client=client, body=bad)),
    ]


osaka = get_meeting.sync("osaka-2019", client=client, include=[MeetingInclusion.LEADERS])
seen = {
    "meeting": described(good(osaka)),
    "walked": walked(),
    "replaced": replaced(),
    "problems": problems(),
}
print(json.dumps(seen))
