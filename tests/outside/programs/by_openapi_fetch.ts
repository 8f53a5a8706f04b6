// Readout through openapi-fetch, with the types that openapi-typescript makes. Prints what it saw.
import createClient from "openapi-fetch";
import type { components, paths } from "./readout.js";

type Meeting = components["schemas"]["Meeting"];
type Problem = components["schemas"]["Problem"];
type Topic = components["schemas"]["Topic"];
type TopicInput = components["schemas"]["TopicInput"];

const [address, token, slug] = process.argv.slice(2) as [string, string, string];
const client = createClient<paths>({
  baseUrl: address,
  headers: { Authorization: `Bearer ${token}` },
});

function good<T>(data: T | undefined, error: Problem | undefined): T {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

function described(meeting: Meeting) {
  const kind: "bilateral" | components["schemas"]["MeetingKind"] = meeting.kind;
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
    const query = {
      leader: ["donald-trump", "vladimir-putin"],
      status: ["held" as const, "cancelled" as const],
      limit: 2,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const { data, error } = await client.GET("/meetings", { params: { query } });
    const page = good(data, error);
    slugs.push(...page.items.map((meeting) => meeting.slug));
    cursor = page.next_cursor;
  }
  return slugs;
}

// A topic that is made, read, edited and sent back.
async function replaced() {
  const made = await client.POST("/topics", { body: { slug, name: "Grain" } });
  const read = await client.GET("/topics/{slug}", { params: { path: { slug } } });
  const document: TopicInput = { ...good(read.data, read.error), name: "Grain exports" };
  const { data, error } = await client.PUT("/topics/{slug}", {
    params: { path: { slug }, header: { "If-Match": read.response.headers.get("ETag")! } },
    body: document,
  });
  const second = good(data, error);
  const every: Topic[] = [good(made.data, made.error), good(read.data, read.error), second];
  return { versions: every.map((topic) => topic.version), name: second.name };
}

function told(problem: Problem | undefined): [number, components["schemas"]["ProblemCode"], string[]] {
  if (problem === undefined) throw new Error("That should have been refused.");
  const pointers = problem.errors.flatMap((error) => error.pointer ?? []);
  return [problem.status, problem.code, pointers];
}

async function problems() {
  const missing = await client.GET("/meetings/{slug}", { params: { path: { slug: "nowhere" } } });
  const outdated = await client.PUT("/topics/{slug}", {
    params: { path: { slug }, header: { "If-Match": '"old"' } },
    body: { slug, name: "Grain" },
  });
  const bad = await client.POST("/topics", {
    body: { slug: `${slug}-too`, name: "Grain", broader: "nowhere" },
  });
  return [told(missing.error), told(outdated.error), told(bad.error)];
}

const osaka = await client.GET("/meetings/{slug}", {
  params: { path: { slug: "osaka-2019" }, query: { include: ["leaders"] } },
});
const seen = {
  meeting: described(good(osaka.data, osaka.error)),
  walked: await walked(),
  replaced: await replaced(),
  problems: await problems(),
};
console.log(JSON.stringify(seen));
