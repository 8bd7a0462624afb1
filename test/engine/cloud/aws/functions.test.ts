import assert from "node:assert/strict";
import { openFunctions } from "../../../../engine/cloud/aws/functions.ts";
import { json, jsonError, withAnswers } from "./answers.ts";

const busy = jsonError(
	"ResourceConflictException",
	"The operation cannot be performed at this time. An update is in progress for resource: fn",
	409,
);
const updated = json({ FunctionName: "fn", CodeSha256: "abc=" });

describe("functions", () => {
	it("are read with their tags", async () => {
		const configuration = {
			FunctionName: "fn",
			FunctionArn: "arn:fn",
			CodeSha256: "abc=",
			State: "Active",
			LastUpdateStatus: "Failed",
			LastUpdateStatusReason: "no such role",
		};
		const state = {
			name: "fn",
			arn: "arn:fn",
			codeSha256: "abc=",
			state: "Active",
			lastUpdateStatus: "Failed",
			lastUpdateReason: "no such role",
		};
		await withAnswers(
			({ path }) =>
				path.endsWith("/configuration")
					? json(configuration)
					: json({ Configuration: configuration, Tags: { a: "1" } }),
			async (server) => {
				const functions = openFunctions(server.session());
				assert.deepEqual(await functions.read("fn", {}), { ...state, tags: { a: "1" } });
				assert.deepEqual(await functions.status("fn", {}), state);
			},
		);
	});

	it("get new code as soon as the update before it is over", async () => {
		await withAnswers(
			({ index }) => (index < 2 ? busy : updated),
			async (server) => {
				const before = performance.now();
				const code = { zip: new Uint8Array([80, 75]) };
				assert.deepEqual(await openFunctions(server.session()).updateCode("fn", code, {}), {
					codeSha256: "abc=",
				});
				assert.equal(server.asked.length, 3);
				assert.ok(performance.now() - before < 2_000);
				assert.deepEqual(JSON.parse(String(server.asked[2]?.body)), { ZipFile: "UEs=" });
			},
		);
	});

	it("are not waited for without end", async () => {
		await withAnswers(
			() => busy,
			async (server) => {
				const functions = openFunctions(server.session(), { conflictMs: 600 });
				const before = performance.now();
				await assert.rejects(functions.updateCode("fn", { bucket: "b", key: "k" }, {}), {
					kind: "aws",
					code: "aws-resource-conflict-exception",
					message: /An update is in progress/,
				});
				assert.ok(performance.now() - before < 1_500);
				assert.ok(server.asked.length > 1);
				assert.deepEqual(JSON.parse(String(server.asked[0]?.body)), { S3Bucket: "b", S3Key: "k" });
			},
		);
	});

	it("are not waited for any longer when it is called off", async () => {
		await withAnswers(
			() => busy,
			async (server) => {
				const signal = AbortSignal.timeout(150);
				const updating = openFunctions(server.session()).updateCode(
					"fn",
					{ zip: new Uint8Array(1) },
					{ signal },
				);
				await assert.rejects(updating, (error) => error === signal.reason);
			},
		);
	});

	it("lose no tags when there are none to take away", async () => {
		await withAnswers(
			() => assert.fail("nothing was to be asked"),
			async (server) => {
				await openFunctions(server.session()).untag("arn:aws:lambda:eu-west-1:1:function:fn", [], {});
			},
		);
	});
});
