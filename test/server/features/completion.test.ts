import assert from "node:assert/strict";
import { discriminators, kinds, readSchema, type Schema } from "../../../engine/index.ts";
import { acceptedAt, itemsAt, labelsAt } from "../completed.ts";

/** A config with a resource of every kind that is built, which ends in the properties of a function. */
const before = `resources:
  jobs:
    type: sqs-queue
  images:
    type: bucket
  users:
    type: dynamo-db-table
  api:
    type: http-api-gateway
  db:
    type: relational-database
  worker:
    type: function
    properties:
      packaging:
        type: stacktape-lambda-buildpack
        properties:
          entryfilePath: ./worker.ts
`;

/** The text after accepting, without what was there before. */
const inFunction = (text: string, label: string) => {
	const accepted = acceptedAt(before + text, label);
	assert.ok(accepted.startsWith(before));
	return accepted.slice(before.length);
};

const labelsInFunction = (text: string) => labelsAt(before + text);

describe("completion of keys in YAML", () => {
	it("offers what is built of the top level", () => {
		assert.deepEqual(labelsAt("$0"), [
			"resources",
			"variables",
			"stackConfig",
			"deploymentConfig",
			"cloudformationResources",
			"providerConfig",
			"scripts",
			"hooks",
			"directives",
		]);
	});

	it("does not offer a key twice", () => {
		assert.deepEqual(labelsAt("resources:\n  a:\n    type: bucket\nstackConfig:\n  tags: []\n$0"), [
			"variables",
			"deploymentConfig",
			"cloudformationResources",
			"providerConfig",
			"scripts",
			"hooks",
			"directives",
		]);
	});

	it("replaces the word that is being typed", () => {
		assert.equal(acceptedAt("vari$0\nresources: {}\n", "variables"), "variables:\n  $0\nresources: {}\n");
	});

	it("replaces a key alone when it has its colon", () => {
		assert.equal(
			acceptedAt(
				"resources:\n  a:\n    type: sqs-queue\n    properties:\n      delay$0: 3\n",
				"delayMessagesSecond",
			),
			"resources:\n  a:\n    type: sqs-queue\n    properties:\n      delayMessagesSecond$0: 3\n",
		);
	});

	it("adds the colon alone when the value stands below already", () => {
		const text = "resources:\n  a:\n    type: sqs-queue\n    prop$0\n      fifoEnabled: true\n";
		assert.equal(acceptedAt(text, "properties"), text.replace("prop$0", "properties:$0"));
	});

	it("puts required keys first and says so", () => {
		const items = itemsAt(
			`${before}      redrivePolicy:\n`.replace(
				"sqs-queue",
				"sqs-queue\n    properties:\n      redrivePolicy:\n        $0",
			),
		);
		assert.deepEqual(
			items.map(({ label, detail }) => [label, detail]),
			[
				["maxReceiveCount", "required"],
				["targetSqsQueueName", undefined],
				["targetSqsQueueArn", undefined],
			],
		);
	});

	for (const [type, { properties }] of kinds) {
		it(`offers what is built, and nothing else: ${type}`, () => {
			const all = Object.entries(readSchema(properties).properties ?? {});
			const built = all.filter(([, { notBuilt }]) => notBuilt === undefined).map(([name]) => name);
			const offered = labelsAt(`resources:\n  it:\n    type: ${type}\n    properties:\n      $0`);
			assert.deepEqual([...offered].sort(), built.sort());
		});
	}

	it("brings docs with unit and limits", () => {
		const item = itemsAt(`${before}      $0`).find(({ label }) => label === "timeout");
		const docs = typeof item?.documentation === "object" ? item.documentation.value : "";
		assert.match(docs, /whole number in seconds/);
		assert.match(docs, /docs\.aws\.amazon\.com/);
	});

	const values: readonly (readonly [why: string, key: string, expected: string])[] = [
		["a number with its default", "memory", "      memory: $01024"],
		["a list of names", "connectTo", "      connectTo:\n        - $0"],
		[
			"a list of maps with what they need",
			"environment",
			"      environment:\n        - name: $0\n          value: ",
		],
		["a list of maps told apart by type", "events", "      events:\n        - type: $0"],
		["a map", "logging", "      logging:\n        $0"],
		["a value to choose", "architecture", "      architecture: $0"],
	];
	for (const [why, key, expected] of values) {
		it(`begins the value of ${why}`, () => {
			const accepted = inFunction("      $0", key);
			assert.ok(accepted === expected || accepted.startsWith(expected), accepted);
		});
	}

	it("begins a boolean with the value that is not the default", () => {
		assert.equal(
			acceptedAt("resources:\n  a:\n    type: sqs-queue\n    properties:\n      fifo$0", "fifoEnabled"),
			"resources:\n  a:\n    type: sqs-queue\n    properties:\n      fifoEnabled: $0true",
		);
	});

	it("begins a map on the next line, also when its key is already there", () => {
		assert.equal(inFunction("      logging: $0", "disabled"), "      logging:\n        disabled: $0true");
		assert.equal(inFunction("      connectTo: $0", "- jobs"), "      connectTo:\n        - jobs$0");
	});

	it("keeps to the indentation of the config", () => {
		assert.equal(
			acceptedAt("resources:\n    a:\n        type: sqs-queue\n        $0", "properties"),
			"resources:\n    a:\n        type: sqs-queue\n        properties:\n            $0",
		);
	});

	it("opens the list again where a value is to be chosen", () => {
		const command = (label: string) =>
			itemsAt(`${before}      $0`).find((item) => item.label === label)?.command?.command;
		assert.equal(command("connectTo"), "suggest");
		assert.equal(command("memory"), undefined);
	});
});

describe("completion of resources", () => {
	it("offers every type that is built for a new resource", () => {
		assert.deepEqual(labelsAt("resources:\n  $0").toSorted(), [...kinds.keys()].sort());
	});

	it("makes a resource with a name to fill in", () => {
		assert.equal(
			acceptedAt("resources:\n  $0", "sqs-queue"),
			"resources:\n  $0mySqsQueue:\n    type: sqs-queue\n    properties:\n      visibilityTimeoutSeconds: 30",
		);
	});

	it("makes what is typed the name of the new resource", () => {
		assert.equal(
			acceptedAt("resources:\n  tasks$0", "tasks: sqs-queue"),
			"resources:\n  tasks:\n    type: sqs-queue\n    properties:\n      visibilityTimeoutSeconds: $030",
		);
	});

	it("fills a block that has nothing but its name", () => {
		const labels = labelsAt("resources:\n  jobs:\n    $0");
		assert.deepEqual(labels.slice(0, 2), ["type", "overrides"]);
		assert.equal(
			acceptedAt("resources:\n  jobs:\n    $0", "bucket"),
			"resources:\n  jobs:\n    type: bucket$0",
		);
	});

	it("offers types as values, and lets them be changed", () => {
		assert.deepEqual(
			labelsAt("resources:\n  jobs:\n    type: sqs$0\n    properties:\n      fifoEnabled: true\n").toSorted(),
			[...kinds.keys()].sort(),
		);
		assert.equal(
			acceptedAt("resources:\n  jobs:\n    type:$0", "bucket"),
			"resources:\n  jobs:\n    type: bucket$0",
		);
	});

	it("offers properties as soon as there is a type", () => {
		assert.deepEqual(labelsAt("resources:\n  jobs:\n    type: sqs-queue\n    $0"), [
			"properties",
			"overrides",
		]);
		assert.deepEqual(labelsAt("resources:\n  jobs:\n    type: no-such-type\n    properties:\n      $0"), []);
	});

	it("offers the CloudFormation resources of a resource in its overrides, and their properties", () => {
		const overrides = `${before}    overrides:\n      $0`;
		assert.ok(labelsAt(overrides).includes("WorkerFunction"));
		assert.ok(
			labelsAt(overrides.replace("$0", "Work$0")).includes("WorkerFunction"),
			"also while one is typed",
		);
		assert.equal(
			inFunction("    overrides:\n      Worker$0", "WorkerFunction"),
			"    overrides:\n      WorkerFunction:\n        $0",
		);
		assert.ok(labelsAt(overrides.replace("$0", "WorkerFunction:\n        $0")).includes("MemorySize"));
	});
});

/** Types of events that are built, as the room of functions lists them. */
const builtEvents = [...(discriminators(eventSchema()) ?? [])].flatMap(([type, { notBuilt }]) =>
	notBuilt === undefined ? [type] : [],
);

function eventSchema(): Schema {
	const { properties } = readSchema(kinds.get("function")?.properties ?? assert.fail("no functions"));
	return properties?.["events"]?.items ?? assert.fail("functions have no events");
}

describe("completion of variants", () => {
	it("offers the types of events that are built, as key and as whole events", () => {
		assert.deepEqual(labelsInFunction("      events:\n        - $0"), ["type", ...builtEvents]);
		assert.equal(
			inFunction("      events:\n        - sq$0", "sqs"),
			"      events:\n        - type: sqs\n          properties:\n            sqsQueueName: $0queue\n            batchSize: 10",
		);
	});

	it("writes the dash where one is missing", () => {
		assert.equal(
			inFunction("      events:\n        $0", "- schedule"),
			"      events:\n        - type: schedule\n          properties:\n            scheduleRate: $0rate(5 minutes)",
		);
	});

	it("offers types as values, and the properties of the type that is there", () => {
		assert.deepEqual(labelsInFunction("      events:\n        - type: $0"), builtEvents);
		const labels = labelsInFunction(
			"      events:\n        - properties:\n            $0\n          type: sqs",
		);
		assert.deepEqual(labels, ["sqsQueueName", "sqsQueueArn", "batchSize", "maxBatchWindowSeconds"]);
	});

	it("fills a map that is told apart by its type", () => {
		const accepted = acceptedAt(
			"resources:\n  f:\n    type: function\n    properties:\n      packaging:\n        $0",
			"stacktape-lambda-buildpack",
		);
		assert.match(
			accepted,
			/packaging:\n {8}type: stacktape-lambda-buildpack\n {8}properties:\n {10}entryfilePath: \$0$/,
		);
	});
});

describe("completion of values", () => {
	it("offers the values of an enum with their docs", () => {
		const items = itemsAt(`${before}      url:\n        authMode: $0`);
		assert.deepEqual(
			items.map(({ label, detail }) => [label, detail]),
			[
				["NONE", "default"],
				["AWS_IAM", undefined],
			],
		);
		assert.deepEqual(items[0]?.documentation, { kind: "markdown", value: "Anyone." });
	});

	it("quotes a value that would be something else without", () => {
		const text =
			"      events:\n        - type: http-api-gateway\n          properties:\n            payloadFormat: $0";
		assert.match(inFunction(text, "2.0"), /payloadFormat: "2\.0"\$0$/);
		assert.match(inFunction(text.replace("$0", "'$0'"), "2.0"), /payloadFormat: '2\.0'\$0$/);
	});

	it("offers true and false", () => {
		assert.deepEqual(
			labelsAt("resources:\n  a:\n    type: sqs-queue\n    properties:\n      fifoEnabled: $0"),
			["true", "false"],
		);
	});

	it("offers resources of the type that a property wants", () => {
		const event = (type: string, key: string) =>
			labelsInFunction(
				`      events:\n        - type: ${type}\n          properties:\n            ${key}: $0`,
			);
		assert.deepEqual(event("sqs", "sqsQueueName"), ["jobs"]);
		assert.deepEqual(event("http-api-gateway", "httpApiGatewayName"), ["api"]);
	});

	it("offers to connect to what can be connected to, once, and never to the resource itself", () => {
		assert.deepEqual(labelsInFunction("      connectTo:\n        - $0"), [
			"jobs",
			"images",
			"users",
			"db",
			"aws:ses",
		]);
		assert.deepEqual(labelsInFunction("      connectTo:\n        - jobs\n        - aws:ses\n        - $0"), [
			"images",
			"users",
			"db",
		]);
		assert.deepEqual(labelsInFunction("      connectTo: [jobs, $0]"), ["images", "users", "db", "aws:ses"]);
		assert.equal(
			inFunction("      connectTo:\n        - im$0", "images"),
			"      connectTo:\n        - images$0",
		);
	});

	it("knows the resources below a line that is broken", () => {
		const text =
			"resources:\n  f:\n    type: function\n    properties:\n      connectTo:\n        - j$0\n      broken\n  jobs:\n    type: sqs-queue\n";
		assert.ok(labelsAt(text).includes("jobs"));
	});

	it("offers files and folders, one level at a time", () => {
		const tree = { ".": ["src/", "node_modules/", ".git/", "a.ts"], "./src/": ["b.ts", "lib/"] };
		const text = before.replace("./worker.ts", "$0");
		assert.deepEqual(labelsAt(text, { tree }), ["a.ts", "src/"]);
		assert.equal(acceptedAt(text, "a.ts", { tree }), before.replace("worker.ts", "a.ts$0"));
		const inside = before.replace("./worker.ts", "./src/$0");
		assert.deepEqual(labelsAt(inside, { tree }), ["b.ts", "lib/"]);
		assert.equal(acceptedAt(inside, "lib/", { tree }), before.replace("./worker.ts", "./src/lib/$0"));
	});

	it("offers the default of a number, and directives that can give one", () => {
		const labels = labelsInFunction("      memory: $0");
		assert.equal(labels[0], "1024");
		assert.ok(labels.includes("$Var"));
		assert.ok(!labels.includes("$ResourceParam"), "CloudFormation knows it too late");
	});
});

describe("completion of directives", () => {
	const value = (text: string) => `      environment:\n        - name: X\n          value: ${text}`;

	it("offers directives behind a $, each with its arguments to fill in", () => {
		assert.ok(labelsInFunction(value("$$0")).includes("$Secret"));
		assert.equal(
			inFunction(value("$Res$0"), "$ResourceParam"),
			value("$ResourceParam('$0resource', 'param')"),
		);
		assert.equal(inFunction(value("$St$0"), "$Stage"), value("$Stage()$0"));
	});

	it("offers a number no directive that only CloudFormation resolves", () => {
		const labels = labelsInFunction("      memory: $$0");
		assert.ok(labels.includes("$CliArgs"));
		assert.ok(!labels.includes("$SsmParam"));
	});

	it("replaces the name alone of a directive that has its arguments", () => {
		assert.equal(
			inFunction(value("$Reg$0('a', 'b')"), "$ResourceParam"),
			value("$ResourceParam$0('a', 'b')"),
		);
	});

	it("offers directives inside of directives", () => {
		assert.equal(inFunction(value("$Format('{}', $Re$0)"), "$Region"), value("$Format('{}', $Region()$0)"));
	});

	it("offers resources and their parameters as arguments", () => {
		assert.deepEqual(labelsInFunction(value("$ResourceParam('$0")), ["jobs", "images", "users", "api", "db"]);
		assert.equal(inFunction(value("$ResourceParam('jo$0')"), "jobs"), value("$ResourceParam('jobs$0')"));
		assert.equal(inFunction(value("$ResourceParam('$0"), "jobs"), value("$ResourceParam('jobs'$0"));
		assert.deepEqual(labelsInFunction(value("$ResourceParam('jobs', '$0')")), ["arn", "url", "name"]);
		assert.equal(
			inFunction(value("$ResourceParam('jobs', '$0"), "url"),
			value("$ResourceParam('jobs', 'url')$0"),
		);
	});

	it("offers the words that an argument can be", () => {
		assert.deepEqual(labelsInFunction(value("$GitInfo('$0')")), [
			"branch",
			"commit",
			"gitUrl",
			"username",
			"hasUncommitedChanges",
		]);
		assert.equal(inFunction(value("$GitInfo('br$0"), "branch"), value("$GitInfo('branch')$0"));
	});

	it("offers logical ids and what can be read of them", () => {
		assert.ok(labelsInFunction(value("$CfResourceParam('$0')")).includes("JobsQueue"));
		assert.equal(
			inFunction(value("$CfResourceParam('Jobs$0"), "JobsQueue"),
			value("$CfResourceParam('JobsQueue'$0"),
		);
		assert.deepEqual(labelsInFunction(value("$CfResourceParam('JobsQueue', '$0')")), [
			"Arn",
			"QueueName",
			"QueueUrl",
		]);
		assert.equal(
			inFunction(value("$CfResourceParam('JobsQueue', '$0"), "Arn"),
			value("$CfResourceParam('JobsQueue', 'Arn')$0"),
		);
		assert.deepEqual(labelsInFunction(value("$CfResourceParam('Nowhere', '$0')")), []);
	});

	it("uses the other quotes inside of single quotes", () => {
		assert.equal(
			inFunction(value("'$Res$0'"), "$ResourceParam"),
			value(`'$ResourceParam("$0resource", "param")'`),
		);
	});

	it("keeps the quotes of a text that is empty", () => {
		assert.equal(inFunction(value(`"$0"`), "$Stage"), value(`"$Stage()"$0`));
	});

	it("puts a directive between brackets in quotes", () => {
		assert.match(
			acceptedAt(
				"resources: { f: { type: function, properties: { environment: [{ name: x, value: $0 }] } } }",
				"$ResourceParam",
			),
			/value: "\$ResourceParam\('\$0resource', 'param'\)" \}/,
		);
	});

	it("offers variables, level by level", () => {
		const variables = "variables:\n  size: 512\n  db:\n    name: main\n";
		assert.deepEqual(labelsAt(`${variables}${before}      memory: $Var().$0`), ["size", "db"]);
		assert.deepEqual(labelsAt(`${variables}${before}      memory: $Var().db.$0`), ["name"]);
		assert.ok(
			acceptedAt(`${variables}${before}      memory: $Var().si$0`, "size").endsWith("memory: $Var().size$0"),
		);
	});
});

describe("completion in JSON", () => {
	const isJson = true;
	const inProperties = (type: string, text: string) =>
		`{\n  "resources": {\n    "a": {\n      "type": "${type}",\n      "properties": {\n        ${text}\n      }\n    }\n  }\n}`;

	it("writes keys in quotes with their value", () => {
		assert.equal(acceptedAt("{\n  $0\n}", "resources", { isJson }), `{\n  "resources": {\n    $0\n  }\n}`);
		assert.equal(
			acceptedAt(inProperties("sqs-queue", `"delay$0"`), "delayMessagesSecond", { isJson }),
			inProperties("sqs-queue", `"delayMessagesSecond": $00`),
		);
	});

	it("adds the commas that are missing", () => {
		assert.equal(
			acceptedAt(
				inProperties("sqs-queue", `"fifoEnabled": true\n        "$0"\n        "longPollingSeconds": 3`),
				"delayMessagesSecond",
				{ isJson },
			),
			inProperties(
				"sqs-queue",
				`"fifoEnabled": true,\n        "delayMessagesSecond": $00,\n        "longPollingSeconds": 3`,
			),
		);
	});

	it("writes texts in quotes and numbers without", () => {
		assert.equal(
			acceptedAt(`{ "resources": { "a": { "type": $0 } } }`, "bucket", { isJson }),
			`{ "resources": { "a": { "type": "bucket"$0 } } }`,
		);
		assert.equal(
			acceptedAt(`{ "resources": { "a": { "type": "bu$0" } } }`, "bucket", { isJson }),
			`{ "resources": { "a": { "type": "bucket"$0 } } }`,
		);
		assert.equal(
			acceptedAt(inProperties("sqs-queue", `"fifoEnabled": $0`), "true", { isJson }),
			inProperties("sqs-queue", `"fifoEnabled": true$0`),
		);
	});

	it("makes whole resources and events", () => {
		assert.equal(
			acceptedAt(`{\n  "resources": {\n    $0\n  }\n}`, "sqs-queue", { isJson }),
			`{\n  "resources": {\n    "$0mySqsQueue": {\n      "type": "sqs-queue",\n      "properties": {\n        "visibilityTimeoutSeconds": 30\n      }\n    }\n  }\n}`,
		);
		assert.equal(
			acceptedAt(inProperties("function", `"events": [\n          $0\n        ]`), "schedule", { isJson }),
			inProperties(
				"function",
				`"events": [\n          {\n            "type": "schedule",\n            "properties": {\n              "scheduleRate": "$0rate(5 minutes)"\n            }\n          }\n        ]`,
			),
		);
	});

	it("begins maps and lists", () => {
		assert.equal(
			acceptedAt(inProperties("function", "$0"), "connectTo", { isJson }),
			inProperties("function", `"connectTo": [$0]`),
		);
		assert.equal(
			acceptedAt(inProperties("function", `"connectTo": $0`), "[…]", { isJson }),
			inProperties("function", `"connectTo": [$0]`),
		);
	});

	it("offers directives in quotes", () => {
		assert.equal(
			acceptedAt(inProperties("function", `"memory": $0`), "$Var", { isJson }),
			inProperties("function", `"memory": "$Var().$0name"`),
		);
	});
});

describe("completion where there is nothing to say", () => {
	for (const [why, text] of [
		["in a comment", "resources: # $0"],
		["as the name of a variable", "variables:\n  $0"],
		["below an unknown key", "nonsense:\n  $0"],
		[
			"in a text that is no directive",
			`${before}      environment:\n        - name: X\n          value: $Stage() and$0`,
		],
	] as const) {
		it(`is silent ${why}`, () => assert.deepEqual(labelsAt(text), []));
	}
});
