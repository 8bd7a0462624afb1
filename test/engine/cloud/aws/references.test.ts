import assert from "node:assert/strict";
import { openInvoke } from "../../../../engine/cloud/aws/invoke.ts";
import { openParameters } from "../../../../engine/cloud/aws/parameters.ts";
import {
	openReferences,
	readSecretReference,
	resolveInJson,
} from "../../../../engine/cloud/aws/references.ts";
import { openVpcs } from "../../../../engine/cloud/aws/vpcs.ts";
import { type Answer, type Asked, json, jsonError, withAnswers } from "./answers.ts";

const sent = (asked: Pick<Asked, "body">) => JSON.parse(String(asked.body));
const actionOf = ({ headers }: Pick<Asked, "headers">) => String(headers["x-amz-target"]).split(".").at(-1);
const reference = "{{resolve:secretsmanager:db:SecretString:password::v1}}";

/** Answers by the name of the action. */
const by = (answers: Readonly<Record<string, Answer>>) => (asked: Asked) =>
	answers[actionOf(asked) ?? ""] ?? jsonError("UnknownOperation", String(actionOf(asked)), 400);

describe("references to secrets and parameters", () => {
	it("are read as CloudFormation writes them, with an ARN for a name too", () => {
		const arn = "arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf";
		assert.deepEqual(readSecretReference(`${arn}:SecretString:password::v1`), {
			name: arn,
			key: "password",
			version: "v1",
		});
		assert.deepEqual(readSecretReference("db"), { name: "db", key: "", version: "" });
	});

	it("become the values that they stand for, each asked for once", async () => {
		const answers = by({
			GetSecretValue: json({ SecretString: '{"password":"p\\"w"}' }),
			GetParameter: json({ Parameter: { Value: "42" } }),
		});
		await withAnswers(answers, async (server) => {
			const references = openReferences(server.session());
			const text = `pg://${reference}@h/${reference}?v={{resolve:ssm:/a/b:3}}`;
			assert.equal(await references.resolve(text, {}), 'pg://p"w@h/p"w?v=42');
			assert.deepEqual(server.asked.map(sent), [
				{ SecretId: "db", VersionId: "v1" },
				{ Name: "/a/b:3", WithDecryption: true },
			]);
			const event = await resolveInJson(references, JSON.stringify({ a: [reference], b: 1, c: null }), {});
			assert.deepEqual(JSON.parse(event), { a: ['p"w'], b: 1, c: null });
		});
	});

	it("fail when a secret has no such key, without a word of what it has", async () => {
		for (const SecretString of ['{"user":"u"}', "no JSON"]) {
			await withAnswers(by({ GetSecretValue: json({ SecretString }) }), async (server) => {
				await assert.rejects(openReferences(server.session()).resolve(reference, {}), {
					code: "secret-key-missing",
					message: 'the secret db has no key "password"',
				});
			});
		}
	});
});

describe("encrypted parameters", () => {
	it("are written with what their references stand for", async () => {
		const answers = by({
			GetSecretValue: json({ SecretString: '{"password":"pw"}' }),
			GetParameter: jsonError("ParameterNotFound", "", 400),
			PutParameter: json({ Version: 1 }),
		});
		await withAnswers(answers, async (server) => {
			await openParameters(server.session()).write("/stp/a", `pg://${reference}`, {});
			assert.deepEqual(sent(server.asked.at(-1) ?? assert.fail()), {
				Name: "/stp/a",
				Value: "pg://pw",
				Type: "SecureString",
				Overwrite: true,
				Tier: "Intelligent-Tiering",
			});
		});
	});

	it("are not written again when they say the same", async () => {
		const kept = { Parameter: { Value: "same", Type: "SecureString" } };
		await withAnswers(by({ GetParameter: json(kept) }), async (server) => {
			await openParameters(server.session()).write("/stp/a", "same", {});
			assert.deepEqual(server.asked.map(actionOf), ["GetParameter"]);
		});
	});

	it("are listed page by page and deleted ten at a time", async () => {
		const names = Array.from({ length: 12 }, (_, index) => ({ Name: `/stp/${index}` }));
		const answers = (asked: Asked): Answer => {
			if (actionOf(asked) === "DeleteParameters") return json({});
			return sent(asked).NextToken === "2"
				? json({ Parameters: names.slice(10) })
				: json({ Parameters: names.slice(0, 10), NextToken: "2" });
		};
		await withAnswers(answers, async (server) => {
			const parameters = openParameters(server.session());
			const found = await parameters.list("/stp/", {});
			assert.equal(found.length, 12);
			assert.deepEqual(sent(server.asked[0] ?? assert.fail()), { Path: "/stp/", Recursive: true });
			await parameters.remove(found, {});
			const deletes = server.asked.filter((asked) => actionOf(asked) === "DeleteParameters");
			assert.deepEqual(
				deletes.map((asked) => sent(asked).Names.length),
				[10, 2],
			);
			await parameters.remove([], {});
			assert.equal(server.asked.length, 4);
		});
	});
});

describe("a call of a function", () => {
	const log = Buffer.from("START\nhello\n\nEND\n").toString("base64");

	it("gives the end of the log, and what went wrong in the words of the code", async () => {
		const failed: Answer = {
			headers: { "x-amz-function-error": "Unhandled", "x-amz-log-result": log },
			body: JSON.stringify({ errorType: "Error", errorMessage: "no such table" }),
		};
		await withAnswers(
			() => failed,
			async (server) => {
				assert.deepEqual(await openInvoke(server.session())("shop-dev-migrate", '{"a":1}', {}), {
					error: "Error: no such table",
					logs: ["START", "hello", "END"],
				});
				const [asked = assert.fail()] = server.asked;
				assert.equal(asked.headers["x-amz-log-type"], "Tail");
				assert.deepEqual(sent(asked), { a: 1 });
			},
		);
	});

	it("has nothing wrong when the function ends well, and is none without a function", async () => {
		await withAnswers(
			() => ({ body: "null" }),
			async (server) => assert.deepEqual(await openInvoke(server.session())("fn", "{}", {}), { logs: [] }),
		);
		await withAnswers(
			() => jsonError("ResourceNotFoundException", "Function not found", 404),
			async (server) => assert.equal(await openInvoke(server.session())("fn", "{}", {}), undefined),
		);
	});

	it("gives what Lambda says where a runtime says nothing of its own", async () => {
		const failed = (body: string): Answer => ({ headers: { "x-amz-function-error": "Unhandled" }, body });
		for (const [body, error] of [
			["exit status 1", "exit status 1"],
			["{}", "{}"],
		] as const) {
			await withAnswers(
				() => failed(body),
				async (server) => assert.equal((await openInvoke(server.session())("fn", "{}", {}))?.error, error),
			);
		}
	});

	it("is not made twice when the line breaks, because the function may have run", async () => {
		await withAnswers(
			() => "cut",
			async (server) => {
				await assert.rejects(openInvoke(server.session())("fn", "{}", {}), { kind: "network" });
				assert.equal(server.asked.length, 1);
			},
		);
	});
});

describe("a VPC", () => {
	const xml = (action: string, inside: string): Answer => ({
		body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inside}</${action}Response>`,
	});
	const table = (association: string, target: string) =>
		`<item><associationSet><item>${association}</item></associationSet><routeSet><item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock>${target}</item></routeSet></item>`;
	const gateway = "<gatewayId>igw-1</gatewayId>";
	const nat = "<natGatewayId>nat-1</natGatewayId>";
	const subnets = ["subnet-c", "subnet-a", "subnet-b"].map((id) => `<item><subnetId>${id}</subnetId></item>`);
	const answers: Readonly<Record<string, Answer>> = {
		DescribeVpcs: xml(
			"DescribeVpcs",
			"<vpcSet><item><vpcId>vpc-1</vpcId><cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet>",
		),
		DescribeSubnets: xml("DescribeSubnets", `<subnetSet>${subnets.join("")}</subnetSet>`),
		DescribeRouteTables: xml(
			"DescribeRouteTables",
			`<routeTableSet>${table("<main>true</main>", gateway)}${table("<subnetId>subnet-b</subnetId>", nat)}</routeTableSet>`,
		),
	};

	it("has public subnets where the table, their own or the main one, leads to an internet gateway", async () => {
		await withAnswers(
			({ fields }) => answers[fields["Action"] ?? ""] ?? "cut",
			async (server) =>
				assert.deepEqual(await openVpcs(server.session()).vpc("vpc-1", {}), {
					vpcId: "vpc-1",
					cidr: "10.0.0.0/16",
					publicSubnets: ["subnet-a", "subnet-c"],
					privateSubnets: ["subnet-b"],
				}),
		);
	});

	it("may not be there", async () => {
		const code = "InvalidVpcID.NotFound";
		await withAnswers(
			() => ({
				status: 400,
				body: `<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors></Response>`,
			}),
			async (server) => assert.equal(await openVpcs(server.session()).vpc("vpc-2", {}), undefined),
		);
	});
});
