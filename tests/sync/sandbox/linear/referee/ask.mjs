// Asks a server what Linear's own SDK asks, and prints the answers as JSON.
// usage: node ask.mjs URL KEY ISSUE-ID HELD-ID...
import { LinearClient } from "@linear/sdk";
import { LinearWebhookClient } from "@linear/sdk/webhooks";

const [url, key, named, ...held] = process.argv.slice(2);
const client = new LinearClient({ apiKey: key, apiUrl: `${url}/graphql` });

const viewer = await client.viewer;
const mine = await viewer.assignedIssues({ first: 4, filter: { completedAt: { null: true } } });
while (mine.pageInfo.hasNextPage) await mine.fetchNext();
const found = await client.issues({ filter: { id: { in: held } }, includeArchived: true });
const issue = await client.issue(named);
const teams = await client.teams();
const projects = await client.projects();

async function nameOfTrouble(asked) {
  try {
    await asked();
  } catch (error) {
    return [error.constructor.name, error.type, error.status];
  }
}

const stranger = new LinearClient({ apiKey: "lin_api_wrong", apiUrl: `${url}/graphql` });
const letter = JSON.parse(process.env.LETTER);
const hooks = new LinearWebhookClient(letter.secret);

console.log(
  JSON.stringify({
    viewer: { name: viewer.name, isMe: viewer.isMe },
    mine: mine.nodes.map((node) => node.title),
    found: found.nodes.map((node) => [node.id, node.archivedAt?.toISOString() ?? null]),
    issue: {
      title: issue.title,
      state: (await issue.state).type,
      team: (await issue.team).key,
      assignee: (await issue.assignee).name,
    },
    teams: teams.nodes.map((node) => node.key),
    projects: projects.nodes.map((node) => node.name),
    missing: await nameOfTrouble(() => client.issue("ENG-999")),
    stranger: await nameOfTrouble(() => stranger.viewer),
    limited: await nameOfTrouble(() => client.organization),
    letter: hooks.parseData(Buffer.from(letter.body), letter.signature, letter.timestamp).type,
  }),
);
