import assert from "node:assert/strict";
import { findKeys } from "../../engine/cloud/aws/credentials.ts";
import { openCloud } from "../../engine/cloud/aws/open.ts";
import { testKeys, withAnswers } from "../engine/cloud/aws/answers.ts";
import { withOwnEnvironment } from "../engine/cloud/aws/home.ts";

const region = "eu-west-1";
const environment = { HOME: "/nonexistent" };

/** Expects a failure, and soon: somebody looks at the screen. */
async function failsSoon(work: () => Promise<unknown>, expected: object): Promise<void> {
	const before = performance.now();
	await assert.rejects(work, expected);
	const took = performance.now() - before;
	assert.ok(took < 3_000, `took ${Math.round(took)} ms`);
}

/** Kept apart from the fast tests: these wait for the real limits. */
describe("who does not answer", function () {
	this.timeout(10_000);

	it("is given up within three seconds: an endpoint", async () => {
		await withAnswers(
			() => "silence",
			async ({ endpoint }) => {
				const cloud = openCloud({ region, endpoint, credentials: testKeys, environment: {} });
				const message = `${new URL(endpoint).host} does not answer`;
				await failsSoon(() => cloud.identity({}), { kind: "network", code: "endpoint-timeout", message });
			},
		);
	});

	it("is given up within three seconds: the metadata of an instance", async () => {
		await withAnswers(
			() => "silence",
			({ endpoint, asked }) =>
				withOwnEnvironment({ AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint }, async () => {
					const expected = { kind: "credentials", code: "no-credentials" };
					await failsSoon(() => openCloud({ region, environment }).identity({}), expected);
					assert.ok(asked.length > 0);
				}),
		);
	});

	it("is given up within three seconds: the credentials of a container", async () => {
		await withAnswers(
			() => "silence",
			async ({ endpoint }) => {
				const uri = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/keys` };
				await failsSoon(() => findKeys({ region, environment: { ...environment, ...uri } }), {
					kind: "credentials",
					message: "the container gave no AWS credentials within 2 seconds",
				});
			},
		);
	});
});
