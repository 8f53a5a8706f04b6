// Readout through the client that @hey-api/openapi-ts generates. Prints what it saw as JSON.
import { client } from "./readout-client/client.gen.js";
import {
  createTopic,
  getMeeting,
  getTopic,
  listMeetings,
  replaceTopic,
} from "./readout-client/index.js";
import type {
  Meeting,
  MeetingKind,
  Problem,
  ProblemCode,
  Topic,
  TopicInput,
} from "./readout-client/index.js";

const [address, token, slug] = process.argv.slice(2) as [string, string, string];
client.setConfig({ baseUrl: address, auth: token });

function good<T>(data: T | undefined, error: Problem | undefined): T {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

function described(meeting: Meeting) {
  const kind: MeetingKind = meeting.kind;
  const plannedOn: string | null = meeting.planned_on;
  if (meeting.participants[0]!.capacity !== "head_of_state") throw new Error("capacity");
  // @ts-expect-error: a kind that is not of the vocabulary is refused by the compiler.
  if (meeting.kind === "picnic") throw new Error("kind");
  return {
    title: meeting.title,
    kind,
    held: meeting.status === "held",
    held_on: meeting.held_on,
    planned_on: plannedOn,
    status_on: meeting.status_on,
    minutes: meeting.duration_minutes,
    zone: meeting.place!.timezone,
    latitude: meeting.place!.latitude,
    written_in: meeting.created_at.endsWith("Z") ? "UTC" : meeting.created_at,
    on_behalf_of: meeting.included!.leaders!["vladimir-putin"]!.party,
    leaders: meeting.participants.map((participant) => participant.leader),
  };
}

async function walked(): Promise<string[]> {
  const slugs: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { data, error } = await listMeetings({
      query: {
        leader: ["donald-trump", "vladimir-putin"],
        status: ["held", "cancelled"],
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      },
    });
    const page = good(data, error);
    slugs.push(...page.items.map((meeting) => meeting.slug));
    cursor = page.next_cursor;
  }
  return slugs;
}

// A topic that is made, read, edited and sent back.
async function replaced() {
  const made = await createTopic({ body: { slug, name: "Grain" } });
  const read = await getTopic({ path: { slug } });
  const document: TopicInput = { ...good(read.data, read.error), name: "Grain exports" };
  const { data, error } = await replaceTopic({
    path: { slug },
    headers: { "If-Match": read.response!.headers.get("ETag")! },
    body: document,
  });
  const second = good(data, error);
  const every: Topic[] = [good(made.data, made.error), good(read.data, read.error), second];
  return { versions: every.map((topic) => topic.version), name: second.name };
}

function told(problem: Problem | undefined): [number, ProblemCode, string[]] {
  if (problem === undefined) throw new Error("That should have been refused.");
  const pointers = problem.errors.flatMap((error) => error.pointer ?? []);
  return [problem.status, problem.code, pointers];
}

async function problems() {
  const missing = await getMeeting({ path: { slug: "nowhere" } });
  const outdated = await replaceTopic({
    path: { slug },
    headers: { "If-Match": '"old"' },
    body: { slug, name: "Grain" },
  });
  const bad = await createTopic({
    body: { slug: `${slug}-too`, name: "Grain", broader: "nowhere" },
  });
  return [told(missing.error), told(outdated.error), told(bad.error)];
}

const osaka = await getMeeting({ path: { slug: "osaka-2019" }, query: { include: ["leaders"] } });
const seen = {
  meeting: described(good(osaka.data, osaka.error)),
  walked: await walked(),
  replaced: await replaced(),
  problems: await problems(),
};
console.log(JSON.stringify(seen));
