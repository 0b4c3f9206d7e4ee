// Starts the Slack of the package emulate and prints where it is as one line of JSON. It ends when its standard input does.
// Arguments: the folder of the package, the port, the address that events go to.
// The package subscribes an address to events only while an app is installed by hand, so its plugin is given one before it starts.
import { readFileSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, port, events] = process.argv.slice(2);
const dist = pathToFileURL(`${folder}/node_modules/emulate/dist/`);
const source = readdirSync(dist).find(
  (name) => /^dist-.*\.js$/.test(name) && readFileSync(new URL(name, dist), "utf8").includes("slackPlugin"),
);
const { slackPlugin } = await import(new URL(source, dist));
const register = slackPlugin.register;
slackPlugin.register = (app, store, webhooks, ...rest) => {
  webhooks.register({ url: events, events: ["*"], active: true, owner: "slack" });
  return register.call(slackPlugin, app, store, webhooks, ...rest);
};

const { createEmulator } = await import(new URL("api.js", dist));
const installed = { app_id: "A01APP", bot_id: "B01BOT", bot_user_id: "U0BOT" };
const emulator = await createEmulator({
  service: "slack",
  port: Number(port),
  hostname: "127.0.0.1",
  seed: {
    slack: {
      signing_secret: "test-signing-secret",
      strict_scopes: false,
      users: [{ name: "ann", is_admin: true }, { name: "bob" }],
      channels: [{ name: "planning" }],
      oauth_apps: [
        {
          ...installed,
          client_id: "1.2",
          client_secret: "s",
          name: "Challenger",
          redirect_uris: ["http://127.0.0.1/back"],
          bot_name: "challenger",
        },
      ],
      tokens: [
        { ...installed, token: "xoxb-challenger", type: "bot", user_id: "U0BOT" },
        { token: "xoxp-ann", type: "user", user: "ann" },
        { token: "xoxp-bob", type: "user", user: "bob" },
      ],
    },
  },
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
console.log(JSON.stringify({ url: emulator.url }));
