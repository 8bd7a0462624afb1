import assert from "node:assert/strict";
import { once } from "node:events";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import {
	type Answer,
	type Asked,
	json,
	queryAnswer,
	withAnswers,
	xmlList,
} from "../engine/cloud/aws/answers.ts";
import { emptyFolders } from "../engine/host/folder.ts";
import { builtCli, startCli, startInTerminal } from "../support/cli.ts";

/** Stands in for the plugin of AWS: a port that answers what it is sent, or a shell that answers lines. */
const plugin = `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const [first, , , , request] = process.argv.slice(2);
const say = (text) => appendFileSync(process.env.PLUGIN_LOG, text + "\\n");
if (first === "--version") console.log("1.2.650.0");
else if (JSON.parse(request).Parameters) {
	const { localPortNumber } = JSON.parse(request).Parameters;
	const server = require("node:net").createServer((socket) => socket.pipe(socket));
	server.listen(Number(localPortNumber ?? 0), "127.0.0.1", () => {
		console.log("Starting session with SessionId: s");
		console.log("Port " + server.address().port + " opened for sessionId s.");
	});
	process.on("SIGTERM", () => (say("closed"), process.exit(0)));
} else {
	process.on("SIGINT", () => console.log("interrupted there"));
	console.log("sh-5.2$ ");
	process.stdin.on("data", (data) => {
		console.log("ran " + String(data).trim());
		if (String(data).trim() === "exit") process.exit(0);
	});
}
say(process.env.AWS_SSM_START_SESSION_RESPONSE ?? "no session");
`;

const resource = (id: string, name: string, type: string) =>
	`<LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${name}</PhysicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus>`;

const overview = {
	resources: {
		db: {
			resourceType: "relational-database",
			referencableParams: { host: { value: "db.internal" }, port: { value: "5432" } },
			cloudformationChildResources: { DbDbInstance: {} },
		},
		jump: { resourceType: "bastion", cloudformationChildResources: { JumpAutoScalingGroup: {} } },
	},
};

const identity =
	"<Arn>arn:aws:iam::123456789012:user/me</Arn><UserId>U</UserId><Account>123456789012</Account>";
const stack = `<StackName>shop-dev</StackName><StackId>arn:aws:cloudformation:eu-west-1:123456789012:stack/shop-dev/1</StackId><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>${xmlList("Outputs", [`<OutputKey>StpStackInfoMap</OutputKey><OutputValue>${JSON.stringify(overview)}</OutputValue>`])}`;
const queries: Readonly<Record<string, Answer>> = {
	GetCallerIdentity: queryAnswer("GetCallerIdentity", identity),
	DescribeStacks: queryAnswer("DescribeStacks", xmlList("Stacks", [stack])),
	ListStackResources: queryAnswer(
		"ListStackResources",
		xmlList("StackResourceSummaries", [
			resource("DbDbInstance", "db", "AWS::RDS::DBInstance"),
			resource("JumpAutoScalingGroup", "shop-dev-jump-asg", "AWS::AutoScaling::AutoScalingGroup"),
		]),
	),
	DescribeInstances: {
		body: "<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></item></reservationSet></DescribeInstancesResponse>",
	},
};

function aws(asked: Asked): Answer {
	const call = String(asked.headers["x-amz-target"] ?? "");
	if (call.includes("DescribeInstanceInformation"))
		return json({ InstanceInformationList: [{ InstanceId: "i-1" }] });
	if (call.includes("StartSession"))
		return json({ SessionId: "s", StreamUrl: "wss://x", TokenValue: "token" });
	return queries[asked.fields["Action"] ?? ""] ?? assert.fail(`nobody answers ${asked.fields["Action"]}`);
}

describe("spool bastion", function () {
	this.timeout(60_000);
	const at = emptyFolders();

	before(async function () {
		this.timeout(300_000);
		await builtCli();
	});

	/** The options and surroundings of a command against made-up answers, with the plugin on the PATH. */
	async function around(endpoint: string, withPlugin = true) {
		if (withPlugin) {
			await writeFile(at("session-manager-plugin"), plugin);
			await chmod(at("session-manager-plugin"), 0o755);
		}
		const env = {
			PATH: `${at()}:/usr/local/bin:/usr/bin:/bin`,
			PLUGIN_LOG: at("log"),
			AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
			AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/EXAMPLE",
		};
		const args = ["--project", "shop", "--region", "eu-west-1", "--endpoint", endpoint];
		return { args, options: { cwd: at(), env } };
	}

	it("opens a tunnel that carries bytes, until Ctrl-C", () =>
		withAnswers(aws, async ({ endpoint }) => {
			const { args, options } = await around(endpoint);
			const running = await startCli(["bastion", "tunnel", "db", ...args], options);
			const text = await running.waitFor(/leads to db\.internal:5432\nCtrl-C closes\n/);
			const port = Number(/127\.0\.0\.1:(\d+) leads/.exec(text)?.[1]);
			const socket = connect(port, "127.0.0.1");
			socket.write("select 1");
			const [answer] = await once(socket, "data");
			assert.equal(String(answer), "select 1");
			running.kill("SIGINT");
			assert.equal((await running.ended).exitCode, 0);
			assert.match(await readFile(at("log"), "utf8"), /"TokenValue":"token"\}\nclosed\n$/);
			assert.ok(!running.output().includes("token"));
		}));

	it("gives the terminal to a shell, and Ctrl-C too", () =>
		withAnswers(aws, async ({ endpoint }) => {
			const { args, options } = await around(endpoint);
			const running = await startInTerminal(["bastion", "session", ...args], options);
			await running.waitFor(/sh-5\.2\$/);
			running.type("\u0003");
			await running.waitFor(/interrupted there/);
			running.type("\u0003");
			running.type("uptime\n");
			await running.waitFor(/ran uptime/);
			running.type("exit\n");
			const { exitCode, stdout } = await running.ended;
			assert.equal(exitCode, 0);
			assert.match(stdout, /the session has ended/);
		}));

	it("says what to install", () =>
		withAnswers(aws, async ({ endpoint }) => {
			const { args, options } = await around(endpoint, false);
			const { exitCode, stderr } = await (await startCli(["bastion", "tunnel", "db", ...args], options))
				.ended;
			assert.equal(exitCode, 1);
			assert.match(stderr, /this command needs the Session Manager plugin of AWS, which is not installed/);
			assert.match(stderr, /install the program session-manager-plugin/);
		}));
});
