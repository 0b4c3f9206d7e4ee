// Starts a Discord of the package discord-digital-twin, prints where it is as one line of JSON, and takes orders over HTTP:
// POST {"op": "simulateUserMessage", "channel": null or an id, "args": {...}}. It ends when its standard input does.
import http from "node:http";
import { pathToFileURL } from "node:url";

const entry = `${process.argv[2]}/node_modules/discord-digital-twin/dist/index.js`;
const { DigitalDiscord } = await import(pathToFileURL(entry));
const twin = new DigitalDiscord({
  guild: { name: "Councils" },
  channels: [{ name: "general", type: 0 }],
  users: [{ username: "ann" }],
});
await twin.start();

const orders = http.createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  response.setHeader("content-type", "application/json");
  try {
    const { op, channel, args } = JSON.parse(body);
    const result = await (channel ? twin.channel(channel) : twin)[op](args ?? {});
    response.end(JSON.stringify(result ?? null));
  } catch (error) {
    response.statusCode = 500;
    response.end(JSON.stringify({ error: String(error) }));
  }
});
await new Promise((ready) => orders.listen(0, "127.0.0.1", ready));

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
console.log(
  JSON.stringify({
    rest: twin.restUrl,
    gateway: twin.gatewayUrl,
    orders: `http://127.0.0.1:${orders.address().port}/`,
    token: twin.botToken,
    guild: twin.guildId,
    bot: twin.botUserId,
    user: await twin.getFirstNonBotUserId(),
    channel: (await twin.prisma.channel.findMany())[0].id,
  }),
);
