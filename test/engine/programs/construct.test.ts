import assert from "node:assert/strict";
import { readAnswer } from "../../../engine/config/program/answer.ts";
import { codeFolders } from "./folder.ts";

/** As much of the CDK as a construct of these tests needs, in its own words. */
const cdk = {
	"node_modules/constructs/package.json": `{"name": "constructs", "main": "index.js"}`,
	"node_modules/constructs/index.js": `exports.Construct = class Construct {
		constructor(scope, id) { this.scope = scope; this.path = scope ? [...scope.path, id] : []; if (scope) scope.root.all.push(this); }
		get root() { return this.scope ? this.scope.root : this; }
	};`,
	"node_modules/aws-cdk-lib/package.json": `{"name": "aws-cdk-lib", "main": "index.js"}`,
	"node_modules/aws-cdk-lib/index.js": `const { Construct } = require("constructs"); const fs = require("fs");
	class App extends Construct {
		constructor(options) { super(); this.options = options; this.all = []; }
		synth() {
			const Resources = {}, template = { Resources, Rules: {}, Parameters: { BootstrapVersion: {} } };
			for (const one of this.all) { if (one.resource) Resources[one.path.slice(1).join("") + "12345678"] = one.resource; Object.assign(template, one.sections); }
			fs.writeFileSync(this.options.outdir + "/stack.template.json", JSON.stringify(template, (key, value) => tokens.get(value) ?? value));
			const files = { a: { source: { path: "stack.template.json" } }, ...this.all.find((one) => one.assets)?.assets };
			fs.writeFileSync(this.options.outdir + "/stack.assets.json", JSON.stringify({ files }));
			return { directory: this.options.outdir };
		}
	}
	class Stack extends Construct {}
	class Topic extends Construct { constructor(scope, id, props) { super(scope, id); this.resource = { Type: "AWS::SNS::Topic", Properties: props }; } }
	const tokens = new Map();
	const Token = { asString(value) { const name = "token-" + tokens.size; tokens.set(name, value); return name; } };
	module.exports = { App, Stack, Topic, Token };`,
};

const imports = `import { Construct } from "constructs"; import { Stack, Topic } from "aws-cdk-lib";\n`;

describe("running a construct of the CDK", function () {
	this.timeout(20_000);
	const folder = codeFolders();

	async function construct(text: string, exportName = "default", properties: unknown = null) {
		folder.write({ "topic.ts": text });
		const want = {
			kind: "code",
			use: "construct",
			called: "the construct topic",
			file: "topic.ts",
			args: [{ exportName, id: "Topic", properties }],
		} as const;
		const home = { path: folder.at("stacktape.yml"), root: folder.at() };
		const answer = readAnswer(await folder.open().answer(want, home)) ?? assert.fail();
		return answer.ok ? answer.value : answer.faults.map(({ code, message }) => `${code}: ${message}`);
	}

	it("gives what it makes, with what it is given", async () => {
		folder.write(cdk);
		const text = `${imports}export class T extends Construct {
			constructor(scope: Construct, id: string, props?: { name: string }) { super(scope, id); new Topic(this, "T", { DisplayName: props?.name ?? "none" }); }
		}
		export default T;`;
		assert.deepEqual(await construct(text, "T", { name: "x" }), {
			Resources: { TopicT12345678: { Type: "AWS::SNS::Topic", Properties: { DisplayName: "x" } } },
			Outputs: {},
		});
		assert.deepEqual(await construct(text), {
			Resources: { TopicT12345678: { Type: "AWS::SNS::Topic", Properties: { DisplayName: "none" } } },
			Outputs: {},
		});
	});

	it("is given tokens for what only the deploy knows", async () => {
		folder.write(cdk);
		const text = `${imports}export default class extends Construct {
			constructor(scope: Construct, id: string, props: { names: { first: string }[] }) {
				super(scope, id);
				new Topic(this, "T", { DisplayName: props.names[1].first, TopicName: typeof props.names[1].first });
			}
		}`;
		const late = { "Fn::ImportValue": "spool-value-3" };
		assert.deepEqual(await construct(text, "default", { names: [{ first: "x" }, { first: late }] }), {
			Resources: {
				TopicT12345678: { Type: "AWS::SNS::Topic", Properties: { DisplayName: late, TopicName: "string" } },
			},
			Outputs: {},
		});
	});

	const wrong: Readonly<Record<string, readonly [text: string, faults: readonly string[]]>> = {
		"exports nothing": [
			`${imports}new Stack();`,
			["export-not-found: the file of the construct topic exports nothing as default"],
		],
		"is no construct": [
			"export default class {}",
			['cdk-not-a-construct: "default" of the construct topic is no class of a construct'],
		],
		"is a stack": [
			`${imports}export default class extends Stack {}`,
			['cdk-is-a-stack: "default" of the construct topic is a Stack, which cannot be put into another one'],
		],
		throws: [
			`${imports}export default class extends Construct { constructor(scope: any, id: any) { super(scope, id); throw new Error("no"); } }`,
			["code-threw: the construct topic threw no"],
		],
		"needs a condition": [
			`${imports}export default class extends Construct { sections = { Conditions: { IsProd: {} } }; }`,
			[
				"cdk-part-lost: the construct topic needs Conditions in its template (IsProd), which are not carried over",
			],
		],
		"needs a transform": [
			`${imports}export default class extends Construct { sections = { Transform: "AWS::Serverless" }; }`,
			[
				"cdk-part-lost: the construct topic needs Transform in its template (AWS::Serverless), which are not carried over",
			],
		],
		"has assets": [
			`${imports}export default class extends Construct { assets = { b: { source: { path: "asset.1" } } }; }`,
			[
				"cdk-part-lost: the construct topic has files or images that the CDK would publish itself, which are not carried over",
			],
		],
	};
	for (const [why, [text, faults]] of Object.entries(wrong)) {
		it(`says what is wrong with one that ${why}`, async () => {
			folder.write(cdk);
			assert.deepEqual(await construct(text), faults);
		});
	}

	it("needs the packages of the CDK in the project", async () => {
		assert.deepEqual(await construct(`${imports}export default class extends Construct { stack = Stack; }`), [
			'module-not-found: Could not resolve "constructs"',
			'module-not-found: Could not resolve "aws-cdk-lib"',
		]);
		assert.deepEqual(await construct("export default class {}"), [
			"cdk-missing: the packages aws-cdk-lib and constructs are not installed in this project",
		]);
	});
});
