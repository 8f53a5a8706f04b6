"""The closed vocabularies: each value with its definition and the outside terms it matches."""

from __future__ import annotations

import re

from .vocabulary import Vocabulary


class MeetingKind(Vocabulary):
    """What sort of encounter a meeting is."""

    bilateral = "bilateral", "Two parties meet by arrangement.", "cameo:040"
    plurilateral = "plurilateral", "Three or more parties meet, outside a summit.", "cameo:040"
    summit = (
        "summit",
        "Leaders of several parties gather for one event, which may contain meetings.",
    )
    visit = (
        "visit",
        "A leader stays in another party's territory; it may contain meetings.",
        "cameo:042",
    )
    call = "call", "A conversation by telephone or video.", "cameo:041"
    pull_aside = "pull_aside", "A short, informal exchange beside another event."
    negotiation_round = (
        "negotiation_round",
        "One round of a negotiation between parties.",
        "cameo:046",
    )
    mediation = "mediation", "A third party brings others to an agreement.", "cameo:045"
    ceremony = "ceremony", "A signing, funeral, inauguration or commemoration."
    other = "other", "An encounter that no other kind describes."


class MeetingStatus(Vocabulary):
    """Whether a meeting took place."""

    proposed = "proposed", "Suggested by a party, not agreed."
    scheduled = (
        "scheduled",
        "Agreed and announced, not yet held.",
        "schema:EventScheduled",
        "ical:CONFIRMED",
    )
    held = "held", "It took place."
    cancelled = "cancelled", "Called off for good.", "schema:EventCancelled", "ical:CANCELLED"
    postponed = "postponed", "Put off, with no new date.", "schema:EventPostponed"
    rescheduled = "rescheduled", "Put off to a date that is known.", "schema:EventRescheduled"
    broken_off = "broken_off", "Begun and ended before its time."
    unconfirmed = "unconfirmed", "Reported, and not confirmed by any side.", "ical:TENTATIVE"


class MeetingSetting(Vocabulary):
    """On whose ground a meeting is held."""

    host_territory = "host_territory", "In the territory of one of the parties.", "cameo:043"
    third_country = (
        "third_country",
        "In the territory of a party that does not take part.",
        "cameo:044",
    )
    multilateral_margins = "multilateral_margins", "Beside a multilateral event."
    remote = "remote", "By telephone, video or letter.", "cameo:041"
    unknown = "unknown", "No source says."


class MeetingComposition(Vocabulary):
    """Who is in the room."""

    one_on_one = "one_on_one", "The principals and their interpreters."
    restricted = "restricted", "The principals with a few advisers."
    expanded = "expanded", "Full delegations."
    working_meal = "working_meal", "A breakfast, lunch or dinner at which business is done."
    plenary = "plenary", "All delegations of a multilateral event."
    unknown = "unknown", "No source says."


class VisitClass(Vocabulary):
    """The protocol rank of a visit."""

    state = "state", "By a head of state, invited by the head of state, with full honours."
    official = "official", "By a head of government, or a head of state without the full honours."
    official_working = "official_working", "An official visit with reduced ceremony."
    working = "working", "For business, with little ceremony."
    informal = "informal", "Without formal programme."
    private = "private", "On the visitor's own affairs."
    transit = "transit", "On the way to somewhere else."


class ParticipantCapacity(Vocabulary):
    """The sort of office in which a person acts."""

    head_of_state = "head_of_state", "Monarch, president or another head of state."
    head_of_government = "head_of_government", "Prime minister, chancellor or another such head."
    foreign_minister = "foreign_minister", "Minister of foreign affairs; US secretary of state."
    defence_minister = "defence_minister", "Minister in charge of defence."
    finance_minister = "finance_minister", "Minister of finance; US secretary of the treasury."
    other_minister = "other_minister", "Any other member of a government."
    organisation_head = "organisation_head", "Head of an international organisation."
    leader_elect = "leader_elect", "Elected or appointed to an office, not yet in it."
    security_adviser = (
        "security_adviser",
        "National security adviser or secretary of a security council.",
    )
    special_envoy = "special_envoy", "Sent for one question or one negotiation."
    ambassador = "ambassador", "Head of a permanent mission."
    official = "official", "Any other person in public service."
    spokesperson = "spokesperson", "Speaks to the press for a party."
    family = "family", "Present as a relative."
    interpreter = "interpreter", "Translates what is said."
    unknown = "unknown", "No source says."


class ParticipantPart(Vocabulary):
    """What a participant does in a meeting."""

    principal = "principal", "One of those between whom the meeting is held."
    delegation_member = "delegation_member", "Comes with a principal."
    host = "host", "Receives the others without being a principal."
    chair = "chair", "Presides."
    mediator = "mediator", "Brings the principals to an agreement."
    interpreter = "interpreter", "Translates."
    note_taker = "note_taker", "Keeps the record."
    observer = "observer", "Attends without taking part."
    press = "press", "Reports."


class ParticipantPresence(Vocabulary):
    """Whether a participant was there."""

    attended = "attended", "Was there throughout."
    partial = "partial", "Was there for a part of it."
    expected = "expected", "Was announced; no source says whether they came."
    absent = "absent", "Was announced and did not come."
    disputed = "disputed", "Sources differ."
    unknown = "unknown", "No source says."


class TopicTreatment(Vocabulary):
    """What became of a topic."""

    announced = "announced", "Named beforehand."
    raised = "raised", "Brought up by one side."
    discussed = "discussed", "Talked about.", "cameo:040"
    agreed = "agreed", "The sides agreed on it."
    disagreed = "disagreed", "The sides spoke about it and differed."
    deferred = "deferred", "Left for later."
    declined = "declined", "One side would not talk about it."
    denied = "denied", "A side says that it did not come up, or rejects what was said of it."
    unknown = "unknown", "No source says."


class OutcomeKind(Vocabulary):
    """What a meeting led to."""

    agreement = "agreement", "A text or an understanding that binds.", "cameo:057"
    commitment = "commitment", "A declared intention of one side or more."
    invitation = "invitation", "One side invites another."
    follow_up = "follow_up", "Further contact was arranged."
    none_announced = "none_announced", "The sides announced no outcome."
    undisclosed = "undisclosed", "The sides declined to say what came of it."


class StatementKind(Vocabulary):
    """What sort of text a statement is."""

    remarks = "remarks", "Words spoken in public.", "csl:speech"
    question = "question", "A question, mostly from the press."
    answer = "answer", "What was said to a question."
    interjection = "interjection", "A few words thrown in."
    pre_brief = "pre_brief", "What an official says before a meeting about what is to come."
    readout = "readout", "An official account of a meeting by one side."
    joint_statement = "joint_statement", "A text that the sides issue together."
    unilateral_statement = "unilateral_statement", "A text that one side issues."
    interview = "interview", "Answers to one medium.", "csl:interview"
    briefing = "briefing", "What an official tells the press."
    social_post = (
        "social_post",
        "A post on a social network.",
        "csl:post",
        "schema:SocialMediaPosting",
    )
    letter = "letter", "A letter between leaders.", "csl:personal_communication"
    memcon = "memcon", "A memorandum of conversation."
    reported_speech = "reported_speech", "What others say that somebody said."
    scene = "scene", "What could be seen: a gesture, a look."
    narrative = "narrative", "An account of events without a speaker."


class StatementPhase(Vocabulary):
    """When a statement was made, seen from its meeting."""

    before = "before", "Before the meeting."
    during = "during", "While it went on, in public."
    after = "after", "After it."
    unknown = "unknown", "No source says, or there is no meeting."


class StatementFidelity(Vocabulary):
    """How close a statement's text is to what was said."""

    verbatim = "verbatim", "The words as spoken or issued."
    official_transcript = "official_transcript", "As an official transcript has it."
    interpreted = "interpreted", "The words of the interpreter."
    translated = "translated", "A translation of the words."
    paraphrase = "paraphrase", "The sense in other words."
    unknown = "unknown", "No source says."


class SourceKind(Vocabulary):
    """What sort of source it is."""

    official_readout = "official_readout", "One side's own account of a meeting."
    official_transcript = "official_transcript", "A transcript that a side published."
    press_release = "press_release", "Issued to the press by an institution."
    agreement_text = "agreement_text", "The text of an agreement.", "csl:treaty"
    archive_document = "archive_document", "A document kept in an archive.", "csl:document"
    dataset = "dataset", "Structured data.", "csl:dataset", "schema:Dataset"
    wire_report = "wire_report", "A news agency's report.", "csl:article-newspaper"
    news_report = (
        "news_report",
        "A report in a news medium.",
        "csl:article-newspaper",
        "schema:NewsArticle",
    )
    broadcast = "broadcast", "Radio or television.", "csl:broadcast"
    social_post = (
        "social_post",
        "A post on a social network.",
        "csl:post",
        "schema:SocialMediaPosting",
    )
    interview = "interview", "An interview.", "csl:interview"
    book = "book", "A book.", "csl:book", "schema:Book"
    web_page = "web_page", "A page on the web.", "csl:webpage", "schema:WebPage"


class PartyKind(Vocabulary):
    """What sort of party it is."""

    state = "state", "A state that exists.", "schema:Country"
    former_state = "former_state", "A state that has ceased to exist."
    territory = "territory", "A territory that is not a state of its own."
    organisation = (
        "organisation",
        "An international organisation or alliance.",
        "schema:Organization",
    )


class RelationKind(Vocabulary):
    """How one meeting stands to another."""

    follows = "follows", "Comes after the other, as the next in a series."
    rescheduled_as = "rescheduled_as", "Was put off and held as the other."
    replaces = "replaces", "Is held instead of the other."
    same_day_as = (
        "same_day_as",
        "Is held on the day of the other, between some of the same leaders.",
    )
    prepares = "prepares", "Prepares the other."


class CitationRelation(Vocabulary):
    """How a source stands to what it is cited for."""

    confirms = "confirms", "The source says so.", "cito:confirms"
    disputes = "disputes", "The source says otherwise: `value` has what it says.", "cito:disputes"
    qualifies = "qualifies", "The source says so within limits.", "cito:qualifies"


class ChangeAction(Vocabulary):
    """What a change did to a record."""

    created = "created", "The record is new."
    updated = "updated", "The record's document was changed."
    removed = "removed", "The record was taken out; its revisions stay."
    restored = "restored", "A removed record was put back."
    merged = "merged", "The record was merged into another one, to which its address leads now."


class Scope(Vocabulary):
    """What a token allows."""

    write = "write", "Create, change and remove records."
    admin = "admin", "Everything that write allows, and the administration of the archive."


def served_as(vocabulary: type[Vocabulary]) -> str:
    """`MeetingKind` is served as `meeting_kind`."""
    return re.sub(r"(?<=.)(?=[A-Z])", "_", vocabulary.__name__).lower()


# Those that callers meet, by the name under which /vocabularies serves them. Scope is for the
# command line alone.
VOCABULARIES = {served_as(v): v for v in Vocabulary.__subclasses__() if v is not Scope}
