import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { openIdentity } from "../../../../engine/cloud/aws/identity.ts";
import { type CloudOptions, openCloud } from "../../../../engine/cloud/aws/open.ts";
import { openSession } from "../../../../engine/cloud/aws/session.ts";
import { queryAnswer, queryError, testKeys, withAnswers } from "./answers.ts";

const region = "eu-west-1";
const nobody = { HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true" };
const caller = queryAnswer(
	"GetCallerIdentity",
	"<Arn>arn:aws:iam::111111111111:user/ann</Arn><UserId>AID</UserId><Account>111111111111</Account>",
);

/** Expects a failure of the identity call, within the three seconds that it may take. */
async function identityFails(options: Omit<CloudOptions, "region">, expected: object): Promise<void> {
	const before = performance.now();
	await assert.rejects(openCloud({ region, ...options }).identity({}), expected);
	const took = performance.now() - before;
	assert.ok(took < 3_000, `took ${Math.round(took)} ms`);
}

describe("opening AWS", function () {
	this.timeout(10_000);

	it("costs nothing and asks nobody until it is used", async () => {
		await withAnswers(
			() => caller,
			async ({ endpoint, asked }) => {
				const cloud = openCloud({ region, endpoint, credentials: testKeys, environment: {} });
				assert.equal(cloud.region, region);
				assert.equal(cloud.objects.url("b", "k"), `${endpoint}/b/k`);
				assert.equal(asked.length, 0);
				assert.deepEqual(await cloud.identity({}), {
					account: "111111111111",
					arn: "arn:aws:iam::111111111111:user/ann",
				});
				assert.equal(asked.length, 1);
			},
		);
	});

	it("tells when the credentials expire", async () => {
		await withAnswers(
			() => caller,
			async ({ endpoint }) => {
				const expiration = new Date(Date.now() + 3_600_000);
				const session = openSession({
					region,
					endpoint,
					credentials: { ...testKeys, expiration },
					environment: {},
				});
				assert.equal((await openIdentity(session)({})).expiresAt, expiration.getTime());
			},
		);
	});

	it("fails at once when there are no credentials", async () => {
		await identityFails(
			{ environment: nobody },
			{ kind: "credentials", code: "no-credentials", hint: /AWS_PROFILE/ },
		);
	});

	it("fails soon when there is no metadata endpoint either", async () => {
		const environment = { HOME: "/nonexistent" };
		await identityFails({ environment }, { kind: "credentials", code: "no-credentials" });
	});

	it("fails with what to do when the credentials have expired", async () => {
		await withAnswers(
			() => queryError("ExpiredToken", "expired", 403),
			async ({ endpoint }) => {
				const environment = {
					...nobody,
					AWS_ACCESS_KEY_ID: "AKIAX",
					AWS_SECRET_ACCESS_KEY: "s",
					AWS_SESSION_TOKEN: "t",
				};
				await identityFails(
					{ endpoint, environment },
					{ kind: "credentials", code: "expired-credentials", hint: /set AWS_ACCESS_KEY_ID/ },
				);
			},
		);
	});

	it("fails soon when nothing listens at the endpoint", async () => {
		const endpoint = await withAnswers(
			() => caller,
			async (server) => server.endpoint,
		);
		const { host } = new URL(endpoint);
		await identityFails(
			{ endpoint, credentials: testKeys, environment: {} },
			{ kind: "network", code: "endpoint-unreachable", message: `${host} refuses connections` },
		);
	});

	it("fails soon when the endpoint cuts every connection", async () => {
		await withAnswers(
			({ index }) => (index % 2 === 0 ? "cut" : "cut in the middle"),
			async ({ endpoint, asked }) => {
				await identityFails(
					{ endpoint, credentials: testKeys, environment: {} },
					{ kind: "network", code: "connection-lost" },
				);
				assert.ok(asked.length > 1, "was not tried again");
			},
		);
	});

	it("fails when something else than AWS answers", async () => {
		const page = {
			headers: { "content-type": "text/html" },
			body: "<html><body>Sign in to the hotel</body></html>",
		};
		await withAnswers(
			() => page,
			async ({ endpoint }) => {
				await identityFails(
					{ endpoint, credentials: testKeys, environment: {} },
					{ kind: "network", code: "endpoint-not-aws" },
				);
			},
		);
	});

	it("fails when the other side does not speak HTTP", async () => {
		const server = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n"));
		await new Promise<void>((resolve) => {
			server.listen(0, "127.0.0.1", resolve);
		});
		const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		try {
			await identityFails(
				{ endpoint, credentials: testKeys, environment: {} },
				{ kind: "network", code: "endpoint-not-aws" },
			);
		} finally {
			server.close();
		}
	});

	it("ends at once when it is called off", async () => {
		await withAnswers(
			() => "silence",
			async ({ endpoint }) => {
				const cloud = openCloud({ region, endpoint, credentials: testKeys, environment: {} });
				const controller = new AbortController();
				const calls = [
					cloud.identity({ signal: controller.signal }),
					cloud.stacks.read("a", { signal: controller.signal }),
					cloud.objects.list("a", "", { signal: controller.signal }),
				];
				setTimeout(() => controller.abort(), 200);
				const before = performance.now();
				for (const call of calls) await assert.rejects(call, (error) => error === controller.signal.reason);
				assert.ok(performance.now() - before < 700);
			},
		);
	});

	it("ends at once while it waits to try again", async () => {
		await withAnswers(
			() => queryError("Throttling", "Rate exceeded"),
			async ({ endpoint, asked }) => {
				const cloud = openCloud({ region, endpoint, credentials: testKeys, environment: {} });
				const signal = AbortSignal.timeout(300);
				const before = performance.now();
				await assert.rejects(cloud.stacks.read("a", { signal }), (error) => error === signal.reason);
				assert.ok(performance.now() - before < 700);
				assert.ok(asked.length > 0);
			},
		);
	});

	it("takes the endpoint of the environment, but rather the one that is given", async () => {
		await withAnswers(
			() => caller,
			async ({ endpoint }) => {
				const environment = { AWS_ENDPOINT_URL: endpoint };
				const cloud = openCloud({ region, credentials: testKeys, environment });
				assert.equal((await cloud.identity({})).account, "111111111111");
				const other = openCloud({
					region,
					endpoint: "http://127.0.0.1:1",
					credentials: testKeys,
					environment,
				});
				assert.equal(other.objects.url("b", "k"), "http://127.0.0.1:1/b/k");
			},
		);
	});

	it("refuses an endpoint that is no address", () => {
		for (const endpoint of ["localhost:4566", "4566", "ftp://127.0.0.1"]) {
			assert.throws(() => openCloud({ region, endpoint, environment: {} }), {
				kind: "usage",
				code: "endpoint-invalid",
			});
		}
	});
});

describe("addresses of registries", () => {
	const open = (settings: Partial<CloudOptions>) => openCloud({ region, environment: {}, ...settings });

	it("are checked at once, wherever they come from", () => {
		const wrong = { code: "registry-address-invalid" };
		assert.throws(() => open({ registry: "ftp://x" }), wrong);
		assert.throws(() => open({ imageMirror: "ftp://x" }), wrong);
		assert.throws(() => open({ environment: { SPOOL_REGISTRY_URL: "ftp://x" } }), wrong);
		assert.throws(() => open({ environment: { SPOOL_IMAGE_MIRROR_URL: "ftp://x" } }), wrong);
		open({ registry: "http://127.0.0.1:5000", environment: { SPOOL_REGISTRY_URL: "ftp://x" } });
	});
});
