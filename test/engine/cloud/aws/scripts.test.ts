import assert from "node:assert/strict";
import { openScripts } from "../../../../engine/cloud/aws/scripts.ts";
import { json, jsonError, queryAnswer, withAnswers } from "./answers.ts";

const sent = (asked: { readonly body: Buffer }) => JSON.parse(String(asked.body));

describe("what scripts need of AWS", () => {
	it("is the value of a secret, of one version or the current one", async () => {
		await withAnswers(
			() => json({ SecretString: "value" }),
			async (server) => {
				const scripts = openScripts(server.session());
				assert.equal(await scripts.secretValue("db", "v1", {}), "value");
				assert.equal(await scripts.secretValue("db", undefined, {}), "value");
				assert.deepEqual(server.asked.map(sent), [{ SecretId: "db", VersionId: "v1" }, { SecretId: "db" }]);
			},
		);
	});

	it("is the value of a parameter, decrypted", async () => {
		await withAnswers(
			() => json({ Parameter: { Value: "x" } }),
			async (server) => {
				assert.equal(await openScripts(server.session()).parameterValue("/a/b", {}), "x");
				assert.deepEqual(server.asked.map(sent), [{ Name: "/a/b", WithDecryption: true }]);
			},
		);
	});

	it("is nothing where there is no secret and no parameter", async () => {
		await withAnswers(
			(asked) =>
				jsonError(
					asked.headers["x-amz-target"]?.includes("GetParameter")
						? "ParameterNotFound"
						: "ResourceNotFoundException",
					"none",
				),
			async (server) => {
				const scripts = openScripts(server.session());
				assert.equal(await scripts.secretValue("db", undefined, {}), undefined);
				assert.equal(await scripts.parameterValue("/a", {}), undefined);
			},
		);
	});

	it("are the keys of a role", async () => {
		const keys =
			"<AccessKeyId>id</AccessKeyId><SecretAccessKey>key</SecretAccessKey><SessionToken>token</SessionToken>";
		await withAnswers(
			() => queryAnswer("AssumeRole", `<Credentials>${keys}</Credentials>`),
			async (server) => {
				assert.deepEqual(await openScripts(server.session()).assumeRole("arn:aws:iam::1:role/x", {}), {
					accessKeyId: "id",
					secretAccessKey: "key",
					sessionToken: "token",
				});
				assert.equal(server.asked[0]?.fields["RoleArn"], "arn:aws:iam::1:role/x");
			},
		);
	});

	it("are the running machines of a group", async () => {
		await withAnswers(
			({ headers }) => {
				if (headers["x-amz-target"]) return json({ InstanceInformationList: [{ InstanceId: "i-2" }] });
				const machines = ["i-1", "i-2"].map((id) => `<item><instanceId>${id}</instanceId></item>`).join("");
				return {
					body: `<DescribeInstancesResponse><reservationSet><item><instancesSet>${machines}</instancesSet></item></reservationSet></DescribeInstancesResponse>`,
				};
			},
			async (server) => {
				assert.deepEqual(await openScripts(server.session()).machines("shop-dev-jump-asg", {}), [
					{ id: "i-1", isReachable: false },
					{ id: "i-2", isReachable: true },
				]);
				assert.deepEqual(sent(server.asked[1] ?? assert.fail()), {
					Filters: [
						{ Key: "InstanceIds", Values: ["i-1", "i-2"] },
						{ Key: "PingStatus", Values: ["Online"] },
					],
				});
				const { fields } = server.asked[0] ?? assert.fail();
				assert.equal(fields["Filter.1.Name"], "tag:aws:autoscaling:groupName");
				assert.equal(fields["Filter.1.Value.1"], "shop-dev-jump-asg");
				assert.equal(fields["Filter.2.Value.1"], "running");
			},
		);
	});

	it("is the session of a tunnel, as the plugin takes it", async () => {
		await withAnswers(
			() => json({ SessionId: "s", StreamUrl: "wss://x", TokenValue: "t" }),
			async (server) => {
				const tunnel = { host: "db.internal", port: 5432 };
				const ticket = await openScripts(server.session()).startTunnel("i-1", tunnel, {});
				const request = {
					Target: "i-1",
					DocumentName: "AWS-StartPortForwardingSessionToRemoteHost",
					Parameters: { host: ["db.internal"], portNumber: ["5432"] },
				};
				assert.deepEqual(server.asked.map(sent), [request]);
				assert.deepEqual(ticket, {
					request,
					response: { SessionId: "s", StreamUrl: "wss://x", TokenValue: "t" },
					endpoint: server.endpoint,
				});
			},
		);
	});

	it("is a tunnel at a port of one's choice, and a shell", async () => {
		await withAnswers(
			() => json({ SessionId: "s", StreamUrl: "wss://x", TokenValue: "t" }),
			async (server) => {
				const scripts = openScripts(server.session());
				const tunnel = { host: "db.internal", port: 5432, localPort: 15_432 };
				const { request } = await scripts.startTunnel("i-1", tunnel, {});
				assert.deepEqual(request["Parameters"], {
					host: ["db.internal"],
					portNumber: ["5432"],
					localPortNumber: ["15432"],
				});
				assert.deepEqual((await scripts.startShell("i-1", {})).request, { Target: "i-1" });
				assert.deepEqual(sent(server.asked[1] ?? assert.fail()), { Target: "i-1" });
			},
		);
	});

	it("ends commands", async () => {
		await withAnswers(
			() => json({}),
			async (server) => {
				await openScripts(server.session()).stopCommands("i-1", "c", {});
				assert.match(String(server.asked[0]?.headers["x-amz-target"]), /CancelCommand$/);
				assert.deepEqual(sent(server.asked[0] ?? assert.fail()), { CommandId: "c", InstanceIds: ["i-1"] });
			},
		);
	});

	it("are commands on a machine, and their outcome when they have ended", async () => {
		await withAnswers(
			(asked) => {
				if (asked.headers["x-amz-target"]?.includes("SendCommand"))
					return json({ Command: { CommandId: "c" } });
				if (asked.index === 1) return jsonError("InvocationDoesNotExist", "not yet");
				if (asked.index === 2) return json({ Status: "InProgress" });
				if (asked.index === 3)
					return json({
						Status: "Failed",
						ResponseCode: 3,
						StandardOutputContent: "out",
						StandardErrorContent: "err",
					});
				return json({ Status: "Undeliverable", StatusDetails: "Undeliverable", ResponseCode: -1 });
			},
			async (server) => {
				const scripts = openScripts(server.session());
				assert.equal(await scripts.startCommands("i-1", ["uptime"], "/tmp", {}), "c");
				assert.deepEqual(sent(server.asked[0] ?? assert.fail()), {
					InstanceIds: ["i-1"],
					DocumentName: "AWS-RunShellScript",
					Parameters: { commands: ["uptime"], workingDirectory: ["/tmp"], executionTimeout: ["172800"] },
				});
				assert.equal(await scripts.commandOutcome("i-1", "c", {}), undefined);
				assert.equal(await scripts.commandOutcome("i-1", "c", {}), undefined);
				assert.deepEqual(await scripts.commandOutcome("i-1", "c", {}), {
					exitCode: 3,
					stdout: "out",
					stderr: "err",
				});
				assert.deepEqual(await scripts.commandOutcome("i-1", "c", {}), {
					exitCode: 1,
					stdout: "",
					stderr: "Undeliverable",
				});
			},
		);
	});
});
