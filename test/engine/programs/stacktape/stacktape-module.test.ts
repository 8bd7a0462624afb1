import assert from "node:assert/strict";
import * as stacktape from "../../../../engine/programs/stacktape/stacktape-module.ts";
import { kinds, unbuiltTypes } from "../../../../engine/resources/index.ts";

const {
	$CfFormat,
	$Format,
	$ResourceParam,
	$Secret,
	$Stage,
	Alarm,
	AWS_SES,
	Bucket,
	defineConfig,
	HttpApiIntegration,
	LambdaFunction,
	RdsEnginePostgres,
	RelationalDatabase,
	SqsQueueNotEmptyTrigger,
	StacktapeLambdaBuildpackPackaging,
	WebService,
} = stacktape;

const params = {
	projectName: "shop",
	stage: "dev",
	region: "eu-west-1",
	command: "deploy",
	awsProfile: "default",
	user: { id: "", name: "", email: "" },
	cliArgs: {},
};

const define = (config: unknown) => defineConfig(config)(params);

describe("the module stacktape of projects that have none", () => {
	it("takes an object, a function, and one that waits", async () => {
		assert.deepEqual(await define({ a: 1 }), { a: 1, resources: undefined });
		assert.deepEqual(await define(({ stage }: { stage: string }) => ({ stage, resources: {} })), {
			stage: "dev",
			resources: {},
		});
		assert.deepEqual(await define(async () => ({ resources: {} })), { resources: {} });
		assert.equal(await define(() => 5), 5);
	});

	it("makes resources and values of instances", async () => {
		const database = new RelationalDatabase({
			engine: new RdsEnginePostgres({ version: "16" }),
			credentials: { masterUserPassword: $Secret("db.password") },
		});
		const uploads = new Bucket();
		const config = await define(() => ({
			resources: {
				database,
				uploads,
				api: new LambdaFunction({
					packaging: new StacktapeLambdaBuildpackPackaging({ entryfilePath: "a.ts" }),
					connectTo: [database, uploads, AWS_SES],
					environment: { URL: database["connectionString"], N: 5, NONE: undefined },
					events: [new HttpApiIntegration({ path: "/", method: "GET" })],
					alarms: [new Alarm({ trigger: new SqsQueueNotEmptyTrigger() })],
				}),
			},
		}));
		assert.deepEqual(JSON.parse(JSON.stringify(config)), {
			resources: {
				database: {
					type: "relational-database",
					properties: {
						engine: { type: "postgres", properties: { version: "16" } },
						credentials: { masterUserPassword: "$Secret('db.password')" },
					},
				},
				uploads: { type: "bucket", properties: {} },
				api: {
					type: "function",
					properties: {
						packaging: { type: "stacktape-lambda-buildpack", properties: { entryfilePath: "a.ts" } },
						connectTo: ["database", "uploads", "aws:ses"],
						environment: [
							{ name: "URL", value: "$ResourceParam('database', 'connectionString')" },
							{ name: "N", value: 5 },
						],
						events: [{ type: "http-api-gateway", properties: { path: "/", method: "GET" } }],
						alarms: [{ trigger: { type: "sqs-queue-not-empty" } }],
					},
				},
			},
		});
	});

	it("names resources in texts that are made before they have a name, and parts of them", async () => {
		const web = new WebService({});
		const url = `https://${web["url"]}/v1`;
		const config = await define({
			resources: { web },
			scripts: { a: { type: "local-script", properties: { connectTo: [web["loadBalancer"]], cwd: web } } },
			variables: {
				url,
				part: (web["loadBalancer"] as { url: unknown }).url,
				name: web["resourceName"],
				own: $ResourceParam(web, "url"),
			},
		});
		assert.deepEqual(config, {
			resources: { web: { type: "web-service", properties: {} } },
			scripts: { a: { type: "local-script", properties: { connectTo: ["web.loadBalancer"], cwd: "web" } } },
			variables: {
				url: "$CfFormat('https://{}/v1', $ResourceParam('web', 'url'))",
				part: "$ResourceParam('web.loadBalancer', 'url')",
				name: "web",
				own: "$ResourceParam('web', 'url')",
			},
		});
	});

	// config-language.md, section 4: what is rewritten.
	const rewritten: readonly (readonly [string, string])[] = [
		["images-$Stage()-$Region()", "$Format('images-{}-{}', $Stage(), $Region())"],
		['https://$ResourceParam("api","url")/v1', `$CfFormat('https://{}/v1', $ResourceParam("api","url"))`],
		["it's $Stage()", `$Format("it's {}", $Stage())`],
		[`it's "$Stage()"`, `$Format('it{}s "{}"', "'", $Stage())`],
		["{} of $Stage()", "$Format('{} of {}', '{}', $Stage())"],
		["a $Var().x.y b", "$Format('a {} b', $Var().x.y)"],
		["$SsmParam('/a/b')-x", "$CfFormat('{}-x', $SsmParam('/a/b'))"],
		["$Stage()", "$Stage()"],
		["$5 off (today)", "$5 off (today)"],
	];
	for (const [text, expected] of rewritten) {
		it(`makes ${expected} of ${text}`, async () =>
			assert.deepEqual(await define({ variables: { text } }), {
				variables: { text: expected },
				resources: undefined,
			}));
	}

	it("has a function for each directive, which takes others", () => {
		assert.equal($Stage(), "$Stage()");
		assert.equal($Secret("it's"), `$Secret("it's")`);
		assert.equal($Format("{}-{}", $Stage(), 5), "$Format('{}-{}', $Stage(), 5)");
		assert.equal(
			$CfFormat("{}", new Bucket({})["arn"]).replace(/'.resource \d+.'/u, "'b'"),
			"$CfFormat('{}', $ResourceParam('b', 'arn'))",
		);
	});

	it("leaves overrides and transforms beside the properties, and functions as they are", async () => {
		const lambda = (properties: unknown) => properties;
		const finalTransform = (template: unknown) => template;
		const config = await define({
			resources: {
				api: new LambdaFunction({ overrides: { lambda: { Name: "x-$Stage()" } }, transforms: { lambda } }),
				plain: { type: "bucket", properties: {}, transforms: { bucket: lambda } },
				text: "odd",
			},
			finalTransform,
		});
		assert.deepEqual(config, {
			resources: {
				api: {
					type: "function",
					properties: {},
					overrides: { lambda: { Name: "$Format('x-{}', $Stage())" } },
					transforms: { lambda },
				},
				plain: { type: "bucket", properties: {}, transforms: { bucket: lambda } },
				text: "odd",
			},
			finalTransform,
		});
	});

	it("says that a resource is used which is not returned", async () => {
		await assert.rejects(
			async () => define({ resources: { api: new LambdaFunction({ connectTo: [new Bucket({})] }) } }),
			/a resource of the type bucket is used, but is not among the resources/,
		);
	});

	it("leaves alone what is no plain data, for others to say", async () => {
		const map = new Map();
		assert.deepEqual(await define({ variables: { map } }), { variables: { map }, resources: undefined });
	});

	it("has a class for every type of resource", () => {
		const types = Object.values(stacktape).flatMap((value) => {
			if (typeof value !== "function" || !/^class/.test(Function.prototype.toString.call(value))) return [];
			return [String(new (value as new (of: object) => { type?: unknown })({}).type)];
		});
		for (const type of [...kinds.keys(), ...unbuiltTypes]) assert.ok(types.includes(type), type);
	});
});
