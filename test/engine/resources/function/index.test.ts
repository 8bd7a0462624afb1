import assert from "node:assert/strict";
import { analyse } from "../../../../engine/analyse.ts";
import { parseYaml } from "../../../../engine/config/parse-yaml.ts";
import { lambdaFunction } from "../../../../engine/resources/function/index.ts";
import { checkValue } from "../../../../engine/schema/check.ts";
import { readSchema } from "../../../../engine/schema/read.ts";
import { entryOf } from "../../../../engine/text/tree.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { assertProblems } from "../../../support/marked.ts";
import { placed, surroundings, tags, target } from "../../../support/placed.ts";
import {
	around,
	compiled,
	exampleFunction,
	exampleGateway,
	exampleQueue,
	filled,
	packaging,
	propertiesOf,
	route,
	type Values,
} from "./example.ts";

const slot = (part: "bucket" | "key" | "digest") => ({ job: "api", part });
const NODE_OPTIONS = "--enable-source-maps --experimental-require-module --experimental-detect-module";

describe("the smallest function", () => {
	const children = compiled(exampleFunction());

	it("is a role, a log group and a function", () =>
		assert.deepEqual(
			Object.entries(children).map(([id, { Type }]) => [id, Type]),
			[
				["ApiRole", "AWS::IAM::Role"],
				["ApiLogGroup", "AWS::Logs::LogGroup"],
				["ApiFunction", "AWS::Lambda::Function"],
			],
		));

	it("keeps its logs for 90 days", () =>
		assert.deepEqual(children["ApiLogGroup"], {
			Type: "AWS::Logs::LogGroup",
			Properties: { LogGroupName: "/aws/lambda/proj-dev-api", RetentionInDays: 90 },
		}));

	it("has the format's defaults", () =>
		assert.deepEqual(children["ApiFunction"], {
			Type: "AWS::Lambda::Function",
			DependsOn: ["ApiRole", "ApiLogGroup"],
			Properties: {
				FunctionName: "proj-dev-api",
				Architectures: ["x86_64"],
				Code: { S3Bucket: slot("bucket"), S3Key: slot("key") },
				Handler: "index.default",
				Runtime: "nodejs24.x",
				MemorySize: 1024,
				Timeout: 20,
				Environment: { Variables: { NODE_OPTIONS } },
				Role: { "Fn::GetAtt": ["ApiRole", "Arn"] },
				Tags: [...tags, { Key: "stp:code-digest", Value: slot("digest") }],
			},
		}));
});

describe("a function", () => {
	const settings: readonly (readonly [string, Partial<Values>, Readonly<Record<string, unknown>>])[] = [
		["its memory and timeout", { memory: 256, timeout: 60 }, { MemorySize: 256, Timeout: 60 }],
		["its processor", { architecture: "arm64" }, { Architectures: ["arm64"] }],
		["its storage", { storage: 2048 }, { EphemeralStorage: { Size: 2048 } }],
		[
			"its layers",
			{ layers: ["arn:aws:lambda:eu-west-1:1:layer:a:1"] },
			{ Layers: ["arn:aws:lambda:eu-west-1:1:layer:a:1"] },
		],
		["no empty layers", { layers: [] }, { Layers: undefined }],
		["its concurrency, also none", { reservedConcurrency: 0 }, { ReservedConcurrentExecutions: 0 }],
		["its runtime", { runtime: "nodejs20.x" }, { Runtime: "nodejs20.x" }],
		[
			"a ready artifact",
			{
				packaging: {
					type: "custom-artifact",
					properties: { packagePath: "a.zip", handler: "src/bootstrap:run" },
				},
				runtime: "provided.al2023",
			},
			{ Handler: "bootstrap.run", Runtime: "provided.al2023", Environment: { Variables: {} } },
		],
	];
	for (const [name, values, expected] of settings) {
		it(`has ${name}`, () => {
			const properties = propertiesOf(compiled(exampleFunction(values)), "ApiFunction");
			for (const [key, value] of Object.entries(expected)) assert.deepEqual(properties[key], value);
		});
	}

	it("has no log group when logs are off", () => {
		const children = compiled(exampleFunction({ logging: { disabled: true, retentionDays: 3 } }));
		assert.deepEqual(Object.keys(children), ["ApiRole", "ApiFunction"]);
		assert.deepEqual(children["ApiFunction"]?.["DependsOn"], ["ApiRole"]);
	});

	it("keeps logs as long as it should", () => {
		const children = compiled(exampleFunction({ logging: { retentionDays: 3 } }));
		assert.equal(propertiesOf(children, "ApiLogGroup")["RetentionInDays"], 3);
	});

	it("has its own tags between those of the user and those of the format, each key once", () => {
		const own = [
			{ name: "team", value: "shop" },
			{ name: "stp:stage", value: "mine" },
			{ name: "owner", value: "other" },
		];
		const user = { Key: "owner", Value: "me" };
		const children = compiled(exampleFunction({ tags: own }), [], { tags: [user, ...tags] });
		assert.deepEqual(propertiesOf(children, "ApiFunction")["Tags"], [
			user,
			{ Key: "team", Value: "shop" },
			{ Key: "stp:stage", Value: "mine" },
			...tags.filter(({ Key }) => Key !== "stp:stage"),
			{ Key: "stp:code-digest", Value: slot("digest") },
		]);
	});

	it("sends records of asynchronous calls to its destinations", () => {
		const children = compiled(
			exampleFunction({ destinations: { onSuccess: "arn:ok", onFailure: "arn:failed" } }),
		);
		assert.deepEqual(children["ApiEventInvokeConfig"], {
			Type: "AWS::Lambda::EventInvokeConfig",
			Properties: {
				FunctionName: { Ref: "ApiFunction" },
				Qualifier: "$LATEST",
				DestinationConfig: { OnSuccess: { Destination: "arn:ok" }, OnFailure: { Destination: "arn:failed" } },
			},
		});
		const one = compiled(exampleFunction({ destinations: { onFailure: "arn:failed" } }));
		assert.deepEqual(propertiesOf(one, "ApiEventInvokeConfig")["DestinationConfig"], {
			OnFailure: { Destination: "arn:failed" },
		});
		assert.deepEqual(Object.keys(compiled(exampleFunction({ destinations: {} }))), [
			"ApiRole",
			"ApiLogGroup",
			"ApiFunction",
		]);
	});

	it("with everything that is built agrees with AWS's own schemas", () => {
		const fn = exampleFunction({
			environment: [{ name: "COUNT", value: 5 }],
			iamRoleStatements: [{ Resource: ["*"], Action: ["s3:GetObject"] }],
			url: { enabled: true, cors: { enabled: true, maxAge: 5 } },
			destinations: { onSuccess: "arn:ok", onFailure: "arn:failed" },
			storage: 1024,
			layers: ["arn:layer"],
			reservedConcurrency: 5,
			tags: [{ name: "team", value: "shop" }],
			events: [
				route("GET", "/a"),
				route("GET", "/b", { authorizer: { type: "cognito", properties: { userPoolName: "users" } } }),
				route("GET", "/c", { authorizer: { type: "lambda", properties: { functionName: "guard" } } }),
				{ type: "schedule", properties: { scheduleRate: "rate(1 day)", input: { a: 1 } } },
				{ type: "sqs", properties: { sqsQueueName: "jobs", batchSize: 5 } },
			],
		});
		const children = lambdaFunction.compile(fn, around([exampleGateway(), exampleQueue(), fn]));
		const Resources = Object.fromEntries(children.map(({ id, resource }) => [id, resource]));
		assert.equal(Object.keys(Resources).length, 16);
		assert.deepEqual(checkTemplate({ Resources }), []);
	});
});

describe("what others know of a function", () => {
	const sub = (text: string) => ({ "Fn::Sub": text });

	it("is its names", () => {
		const names = lambdaFunction.names(exampleFunction(), target);
		assert.deepEqual(
			Object.entries(names).map(([id, { text }]) => [id, text]),
			[
				["ApiFunction", "proj-dev-api"],
				["ApiRole", "proj-dev-api-eu-west-1"],
				["ApiLogGroup", "/aws/lambda/proj-dev-api"],
			],
		);
		const quiet = lambdaFunction.names(exampleFunction({ logging: { disabled: true } }), target);
		assert.deepEqual(Object.keys(quiet), ["ApiFunction", "ApiRole"]);
	});

	it("is the names that its children have", () => {
		const fn = exampleFunction();
		const named = lambdaFunction
			.compile(fn, around([fn]))
			.flatMap(({ id, name }) => (name ? [[id, name] as const] : []));
		assert.deepEqual(Object.fromEntries(named), lambdaFunction.names(fn, target));
	});

	const params: readonly (readonly [string, Partial<Values>, Readonly<Record<string, unknown>>])[] = [
		["by default", {}, { arn: ["ApiFunction", "Arn"], logGroupArn: ["ApiLogGroup", "Arn"] }],
		["without logs", { logging: { disabled: true } }, { arn: ["ApiFunction", "Arn"] }],
		[
			"with an address",
			{ url: { enabled: true } },
			{ arn: ["ApiFunction", "Arn"], logGroupArn: ["ApiLogGroup", "Arn"], url: ["ApiUrl", "FunctionUrl"] },
		],
	];
	for (const [name, values, expected] of params) {
		it(`is its parameters ${name}`, () => {
			const found = Object.entries(lambdaFunction.params(exampleFunction(values), surroundings([], [])));
			assert.deepEqual(
				Object.fromEntries(found.map(([param, { value }]) => [param, value])),
				Object.fromEntries(
					Object.entries(expected).map(([param, attribute]) => [param, { "Fn::GetAtt": attribute }]),
				),
			);
			assert.ok(found.every(([param, { docs }]) => docs === lambdaFunction.paramDocs[param]));
		});
	}

	it("is that its address is worth showing", () => {
		const found = lambdaFunction.params(exampleFunction({ url: { enabled: true } }), surroundings([], []));
		assert.deepEqual(
			Object.entries(found).map(([param, { shown }]) => [param, shown]),
			[
				["arn", false],
				["logGroupArn", false],
				["url", true],
			],
		);
	});

	it("is how to be allowed to call it", () =>
		assert.deepEqual(lambdaFunction.connect?.(exampleFunction(), target), [
			{
				Effect: "Allow",
				Action: ["lambda:InvokeFunction"],
				Resource: [
					sub("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:proj-dev-api"),
				],
			},
		]));

	it("is its pages in the console", () => {
		const page = (service: string, fragment: string) =>
			sub(
				`https://\${AWS::Region}.console.aws.amazon.com/${service}/home?region=\${AWS::Region}#${fragment}`,
			);
		assert.deepEqual(lambdaFunction.links?.(exampleFunction(), target), {
			logs: page("cloudwatch", "logsV2:log-groups/log-group/%252Faws%252Flambda%252Fproj-dev-api"),
			metrics: page("lambda", "functions/proj-dev-api?tab=monitoring"),
			console: page("lambda", "functions/proj-dev-api?tab=code"),
		});
		const quiet = lambdaFunction.links?.(exampleFunction({ logging: { disabled: true } }), target);
		assert.deepEqual(Object.keys(quiet ?? {}), ["metrics", "console"]);
	});
});

describe("the artifact of a function", () => {
	const place = { start: 7, end: 9 };
	const plansOf = (values: Partial<Values>) => {
		const paths: string[] = [];
		const fn = {
			...placed("function", "api", { packaging, ...values }),
			spanOf: (path: readonly (string | number)[]) => {
				paths.push(path.join("."));
				return place;
			},
		};
		return { plans: lambdaFunction.artifacts?.(fn), paths };
	};

	it("is built from the entry file", () =>
		assert.deepEqual(plansOf({ architecture: "arm64", runtime: "nodejs22.x" }), {
			plans: [
				{ job: "api", kind: "zip", packaging, runtime: "nodejs22.x", architecture: "arm64", span: place },
			],
			paths: ["packaging.properties.entryfilePath"],
		}));

	it("is planned for languages that cannot be packaged yet", () => {
		const python: Values["packaging"] = {
			type: "stacktape-lambda-buildpack",
			properties: { entryfilePath: "a.py" },
		};
		const [plan] = plansOf({ packaging: python }).plans ?? [];
		assert.ok(plan?.kind === "zip" && plan.runtime === "python3.13");
	});

	it("is there already", () => {
		const ready: Values["packaging"] = {
			type: "custom-artifact",
			properties: { packagePath: "a.zip", handler: "a.js:b" },
		};
		const { plans, paths } = plansOf({ packaging: ready, runtime: "nodejs24.x" });
		assert.ok(plans?.[0]?.kind === "zip" && plans[0].architecture === "x86_64");
		assert.deepEqual(paths, ["packaging.properties.packagePath"]);
		assert.deepEqual(plansOf({ packaging: ready }).plans, []);
	});
});

describe("a function in a config", () => {
	const configs: Readonly<Record<string, string>> = {
		"the snippet, with a gateway": `
resources:
  gateway:
    type: http-api-gateway
  api:
${filled(lambdaFunction.snippet).replaceAll(/^/gm, "    ")}
`,
		"faults of several kinds": `
resources:
  gateway:
    type: http-api-gateway
  api:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./src/api.cts
#                        ^^^^^^^^^^^^^ unsupported-entry-file: files with the extension "cts" cannot be packaged
      timeout: 40
      environment:
        - name: AWS_REGION
#               ^^^^^^^^^^ reserved-variable: "AWS_REGION" is set by Lambda itself and cannot be set here
          value: eu-west-1
      events:
        - type: schedule
          properties:
            scheduleRate: rate(1 minutes)
#                         ^^^^^^^^^^^^^^^ invalid-schedule: "rate(1 minutes)" is not a schedule: the unit of 1 must be "minute"
        - type: sqs
          properties:
#         ^^^^^^^^^^ not-exactly-one: one of sqsQueueName or sqsQueueArn must be set
            batchSize: 5
        - type: http-api-gateway
          properties:
            httpApiGatewayName: gateway
            method: GET
#                   ^^^ default-route-method: the path "*" takes every method, but method is GET
            path: "*"
`,
		"one route of two functions": `
resources:
  gateway:
    type: http-api-gateway
  first:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: a.ts } }
      events:
        - type: http-api-gateway
          properties: { httpApiGatewayName: gateway, method: GET, path: /a }
  second:
    type: function
    properties:
      packaging: { type: stacktape-lambda-buildpack, properties: { entryfilePath: b.ts } }
      events:
        - type: http-api-gateway
          properties: { httpApiGatewayName: gateway, method: GET, path: /a }
#                                                                       ^^ duplicate-route: the route "GET /a" of gateway "gateway" already belongs to event 1 of "first"
`,
		"a ready artifact that says too little": `
resources:
  api:
    type: function
    properties:
      packaging:
        type: custom-artifact
#             ^^^^^^^^^^^^^^^ missing-runtime: custom-artifact needs runtime, because nothing else says what runs the code
        properties:
#       ^^^^^^^^^^ missing-handler: custom-artifact needs handler, because nothing else says what Lambda calls
          packagePath: ./build
`,
		"a handler without a colon": `
resources:
  api:
    type: function
    properties:
      runtime: nodejs24.x
      packaging:
        type: custom-artifact
        properties:
          packagePath: ./build
          handler: index.handler
#                  ^^^^^^^^^^^^^ text-not-matching: "index.handler" is not a valid handler
`,
	};
	for (const [name, text] of Object.entries(configs)) {
		it(`has ${name}`, () => assertProblems(text, analyse({ path: "stacktape.yml", text }, target).problems));
	}

	it("is what its snippet makes", () => {
		const { root } = parseYaml(filled(lambdaFunction.snippet));
		assert.ok(root?.kind === "map");
		const properties = entryOf(root, "properties")?.value;
		assert.ok(properties);
		assert.deepEqual(
			checkValue(readSchema(lambdaFunction.properties), properties, { name: "properties", span: root.span })
				.problems,
			[],
		);
	});
});
