import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { clientSettings, onAws, openSession } from "../../../../engine/cloud/aws/session.ts";
import { json, testKeys, withAnswers } from "./answers.ts";

const region = "eu-west-1";

describe("what the adapters share", () => {
	it("looks for credentials once for all that ask at the same time", async () => {
		const expiration = new Date(Date.now() + 3_600_000).toISOString();
		await withAnswers(
			({ index }) =>
				json({ AccessKeyId: `K${index}`, SecretAccessKey: "s", Token: "t", Expiration: expiration }),
			async ({ endpoint, asked }) => {
				const environment = { HOME: "/nonexistent", AWS_CONTAINER_CREDENTIALS_FULL_URI: endpoint };
				const session = openSession({ region, environment });
				assert.equal(session.context("a:B").source, undefined);
				await Promise.all([session.keys(), session.keys(), session.keys()]);
				assert.equal((await session.keys()).accessKeyId, "K0");
				assert.equal(asked.length, 1);
				assert.deepEqual(session.context("a:B"), { action: "a:B", region, source: { kind: "container" } });
			},
		);
	});

	it("looks again, once, when credentials are about to expire", async () => {
		const times = [30_000, 3_600_000];
		await withAnswers(
			({ index }) => {
				const Expiration = new Date(Date.now() + (times[index] ?? 0)).toISOString();
				return json({ AccessKeyId: `K${index}`, SecretAccessKey: "s", Token: "t", Expiration });
			},
			async ({ endpoint, asked }) => {
				const environment = { HOME: "/nonexistent", AWS_CONTAINER_CREDENTIALS_FULL_URI: endpoint };
				const session = openSession({ region, environment });
				const keys = await Promise.all([session.keys(), session.keys()]);
				assert.deepEqual(
					keys.map(({ accessKeyId }) => accessKeyId),
					["K1", "K1"],
				);
				assert.equal(asked.length, 2);
			},
		);
	});

	it("looks again after a search that failed", async () => {
		const environment: Record<string, string> = { HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true" };
		const session = openSession({ region, environment });
		await assert.rejects(session.keys(), { code: "no-credentials" });
		Object.assign(environment, { AWS_ACCESS_KEY_ID: "NOW", AWS_SECRET_ACCESS_KEY: "s" });
		assert.equal((await session.keys()).accessKeyId, "NOW");
	});

	it("gives clients the endpoint only if there is one", () => {
		const session = openSession({ region, credentials: testKeys, environment: {} });
		assert.ok(!("endpoint" in clientSettings(session)));
		const local = openSession({
			region,
			credentials: testKeys,
			environment: {},
			endpoint: "http://127.0.0.1:1",
		});
		assert.equal(clientSettings(local).endpoint, "http://127.0.0.1:1");
	});

	it("starts nothing for a signal that is aborted", async () => {
		const session = openSession({ region, credentials: testKeys, environment: {} });
		const signal = AbortSignal.abort();
		const work = () => assert.fail("was started");
		await assert.rejects(onAws(session, "a:B", { signal }, work), (error) => error === signal.reason);
	});

	it("ends with the signal's reason although the work goes on", async () => {
		const session = openSession({ region, credentials: testKeys, environment: {} });
		const controller = new AbortController();
		const running = onAws(session, "a:B", { signal: controller.signal }, () => delay(100, "late"));
		controller.abort(new DOMException("enough", "AbortError"));
		await assert.rejects(running, (error) => error === controller.signal.reason);
	});
});
