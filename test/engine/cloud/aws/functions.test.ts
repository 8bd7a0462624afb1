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
			Handler: "api.handler",
			MemorySize: 256,
			Timeout: 9,
			Layers: [{ Arn: "arn:tools" }],
			Environment: { Variables: { TOKEN: "s3cret" } },
		};
		const state = {
			name: "fn",
			arn: "arn:fn",
			codeSha256: "abc=",
			state: "Active",
			lastUpdateStatus: "Failed",
			lastUpdateReason: "no such role",
			settings: {
				handler: "api.handler",
				memory: 256,
				timeout: 9,
				layers: ["arn:tools"],
				// printf s3cret | sha256sum
				variables: { TOKEN: "1ec1c26b50d5d3c58d9583181af8076655fe00756bf7285940ba3670f99fcba0" },
			},
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

	it("get other settings, and keep the variables that are not named", async () => {
		const found = {
			FunctionName: "fn",
			RevisionId: "r1",
			Environment: { Variables: { KEPT: "s3cret", OLD: "1" } },
		};
		await withAnswers(
			() => json(found),
			async (server) => {
				const functions = openFunctions(server.session());
				await functions.configure("fn", { memory: 512, variables: { NEW: "2", OLD: null } }, {});
				assert.deepEqual(JSON.parse(String(server.asked[1]?.body)), {
					RevisionId: "r1",
					MemorySize: 512,
					Environment: { Variables: { KEPT: "s3cret", NEW: "2" } },
				});
				await functions.configure("fn", { timeout: 9, layers: [] }, {});
				assert.deepEqual(JSON.parse(String(server.asked[3]?.body)), {
					RevisionId: "r1",
					Timeout: 9,
					Layers: [],
				});
			},
		);
	});

	it("are read again when somebody has changed them in between", async () => {
		const changed = jsonError("PreconditionFailedException", "The RevisionId provided does not match", 412);
		await withAnswers(
			({ index }) => (index === 1 ? changed : json({ FunctionName: "fn", RevisionId: `r${index}` })),
			async (server) => {
				await openFunctions(server.session()).configure("fn", { memory: 512 }, {});
				assert.equal(JSON.parse(String(server.asked[3]?.body)).RevisionId, "r2");
			},
		);
	});

	it("keep their variables when those cannot be read", async () => {
		const unreadable = { Environment: { Error: { ErrorCode: "KMSAccessDenied", Message: "no key" } } };
		await withAnswers(
			() => json({ FunctionName: "fn", ...unreadable }),
			async (server) => {
				const functions = openFunctions(server.session());
				await assert.rejects(functions.configure("fn", { variables: { A: "1" } }, {}), {
					code: "variables-unreadable",
					message: "the environment variables of fn cannot be read: no key",
				});
				assert.equal(server.asked.length, 1);
				await functions.configure("fn", { memory: 512 }, {});
				assert.equal(server.asked.length, 3);
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
