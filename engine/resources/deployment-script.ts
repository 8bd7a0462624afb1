import { logicalId } from "../names/logical-id.ts";
import { anything, choice, flag, mapOf, object, optional, type Static } from "../schema/schema.ts";
import { type Deployed, defineResource, type Part, type Placed, type ScriptPlan } from "./kind.ts";
import { connectTo, environment, iamRoleStatements } from "./shared/compute-schema.ts";
import { packaging } from "./shared/lambda/packaging-schema.ts";
import { memoryWith, runtime, storage, timeoutWith } from "./shared/lambda/settings-schema.ts";

/** What Lambda gives a function that does not say how much it needs, and what the format promises. */
const defaults = { memory: 128, timeout: 10 } as const;

const properties = object("Settings of the script.", {
	trigger: choice("When the script runs.", ["after:deploy", "before:delete"], {
		valueDocs: {
			"after:deploy":
				"After every deploy, when the stack is done. A script that fails makes the deploy fail, and the stack stays as it is.",
			"before:delete":
				"Before the stack is deleted. A script that fails ends the delete before anything is gone.",
		},
	}),
	packaging,
	runtime: optional(runtime),
	environment: optional(environment),
	parameters: optional(mapOf("The event that the code is called with.", anything("Any value."))),
	memory: optional(memoryWith(defaults.memory)),
	timeout: optional(timeoutWith(defaults.timeout)),
	joinDefaultVpc: optional(
		flag("Put the script into the stack's VPC. It then reaches the databases there, but not the internet.", {
			default: false,
			source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
		}),
	),
	storage: optional(storage),
	connectTo: optional(connectTo),
	iamRoleStatements: optional(iamRoleStatements),
});

type Script = Placed<Deployed<Static<typeof properties>>>;

const functionName = ({ name }: Script) => `${name}ScriptFunction`;

function parts(script: Script): readonly Part[] {
	const { trigger: _when, parameters: _event, ...settings } = script.values;
	return [
		{
			key: "scriptFunction",
			type: "function",
			name: functionName(script),
			properties: { ...defaults, ...settings },
		},
	];
}

function scripts(script: Script): readonly ScriptPlan[] {
	const { trigger, parameters = {} } = script.values;
	const functionId = logicalId({ owner: functionName(script), type: "AWS::Lambda::Function" });
	return [{ trigger, functionId, parameters }];
}

/** The room of `deployment-script`. */
export const deploymentScript = defineResource({
	type: "deployment-script",
	docs: "Code that runs after every deploy, such as the migrations of a database, or before the stack is deleted. It runs as a Lambda function.",
	source: "https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html",
	properties,
	snippet: `type: deployment-script
properties:
  trigger: \${1|after:deploy,before:delete|}
  packaging:
    type: stacktape-lambda-buildpack
    properties:
      entryfilePath: \${2:./scripts/migrate.ts}`,
	names: () => ({}),
	paramDocs: {},
	params: () => ({}),
	parts,
	compile: () => [],
	scripts,
});
