import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCloud } from "../../engine/cloud/aws/open.ts";
import { prepareSandbox, startSandbox } from "../../sandbox/sandbox.ts";
import { describeCloud } from "./cloud.ts";
import type { Made } from "./stage.ts";

const slowType = "AWS::SNS::Topic";
const region = "eu-west-1";
const account = "123412341234";

/** An endpoint that somebody runs already. Never AWS itself: this suite creates and deletes without asking. */
function cloudAt(endpoint: string): Made {
	const { hostname } = new URL(endpoint);
	assert.ok(
		["127.0.0.1", "localhost", "[::1]"].includes(hostname),
		`SPOOL_AWS_ENDPOINT must be an address of this machine, not ${hostname}`,
	);
	const credentials = { accessKeyId: account, secretAccessKey: "sandbox" };
	return {
		cloud: openCloud({ region, endpoint, credentials, environment: {} }),
		stop: async () => undefined,
	};
}

async function startedCloud(): Promise<Made> {
	await prepareSandbox({});
	const folder = await mkdtemp(join(tmpdir(), "spool-contract-"));
	const rulesFile = join(folder, "rules.json");
	await writeFile(rulesFile, JSON.stringify({ delay: { [slowType]: 1 } }));
	const node24 = process.execPath;
	const sandbox = await startSandbox({ port: 0, account, region, node24, rulesFile });
	const { endpoint, credentials } = sandbox;
	return {
		cloud: openCloud({ region, endpoint, credentials, environment: {} }),
		slowType,
		stop: async () => {
			await sandbox.stop();
			await rm(folder, { recursive: true });
		},
	};
}

describeCloud("the adapters against the sandbox", async () => {
	const endpoint = process.env["SPOOL_AWS_ENDPOINT"];
	return endpoint ? cloudAt(endpoint) : await startedCloud();
});
