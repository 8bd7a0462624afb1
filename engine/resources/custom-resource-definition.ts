import { object, optional, type Static } from "../schema/schema.ts";
import { type Deployed, defineResource, type Part, type Placed } from "./kind.ts";
import { connectTo, environment, iamRoleStatements } from "./shared/compute-schema.ts";
import { packaging } from "./shared/lambda/packaging-schema.ts";
import { memoryWith, runtime, timeoutWith } from "./shared/lambda/settings-schema.ts";

/** What Lambda gives a function that does not say how much it needs, and what the format promises. */
const defaults = { memory: 128, timeout: 10 } as const;

const properties = object("Settings of the function that makes the resources.", {
	packaging,
	runtime: optional(runtime),
	environment: optional(environment),
	memory: optional(memoryWith(defaults.memory)),
	timeout: optional(timeoutWith(defaults.timeout)),
	connectTo: optional(connectTo),
	iamRoleStatements: optional(iamRoleStatements),
});

type Definition = Placed<Deployed<Static<typeof properties>>>;

function parts({ name, values }: Definition): readonly Part[] {
	return [{ key: "backingFunction", type: "function", name, properties: { ...defaults, ...values } }];
}

/** The room of `custom-resource-definition`. */
export const customResourceDefinition = defineResource({
	type: "custom-resource-definition",
	docs: "A kind of resource of your own: CloudFormation calls your function whenever one is made, changed or deleted, and waits for the answer that it sends to `ResponseURL`.",
	source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html",
	properties,
	snippet: `type: custom-resource-definition
properties:
  packaging:
    type: stacktape-lambda-buildpack
    properties:
      entryfilePath: \${1:./src/seeder.ts}`,
	names: () => ({}),
	paramDocs: {},
	params: () => ({}),
	parts,
	compile: () => [],
});
