import { logicalId } from "../names/logical-id.ts";
import { anything, mapOf, object, type Static, text } from "../schema/schema.ts";
import { getAtt } from "../template/intrinsics.ts";
import { type Child, type Deployed, defineResource, type Finding, type Path, type Placed } from "./kind.ts";

const CUSTOM_RESOURCE = "AWS::CloudFormation::CustomResource";

const customResources =
	"https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html";

/** Stands in configs for a function that the format's reference has in each of its stacks. */
const VENDOR_FUNCTION = "STACKTAPE_SERVICE_CUSTOM_RESOURCE_LAMBDA";

const properties = object("Settings of the resource.", {
	definitionName: text("Name of the `custom-resource-definition` whose function makes the resource.", {
		references: ["custom-resource-definition"],
		pattern: `^(?!${VENDOR_FUNCTION}$)`,
		patternHint: "there is no function of Spool's own in the stack: name a custom-resource-definition",
	}),
	resourceProperties: mapOf(
		"What the function is told, as `ResourceProperties` of its event. CloudFormation turns numbers and booleans into text.",
		anything("Any value."),
		{ source: customResources },
	),
});

type Instance = Placed<Deployed<Static<typeof properties>>>;

function compile({ name, values }: Instance): readonly Child[] {
	const { definitionName, resourceProperties } = values;
	const backing = logicalId({ owner: String(definitionName), type: "AWS::Lambda::Function" });
	return [
		{
			id: logicalId({ owner: name, type: CUSTOM_RESOURCE }),
			resource: {
				Type: CUSTOM_RESOURCE,
				Properties: { ServiceToken: getAtt(backing, "Arn"), ...resourceProperties },
			},
		},
	];
}

/** Where a value is `null`, which a template cannot hold. */
function nulls(value: unknown, path: Path): readonly Path[] {
	if (value === null) return [path];
	if (typeof value !== "object" || Object.getPrototypeOf(value) === null) return [];
	const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
	if (!isPlain) return [];
	return Object.entries(value).flatMap(([key, item]) =>
		nulls(item, [...path, Array.isArray(value) ? Number(key) : key]),
	);
}

function check({ values: { resourceProperties } }: Instance): readonly Finding[] {
	const taken = Object.keys(resourceProperties).filter((key) => key === "ServiceToken");
	return [
		...taken.map((key) => ({
			code: "reserved-resource-property",
			message: "ServiceToken says which function is called, which definitionName does already",
			path: ["resourceProperties", key],
			atKey: true,
			hint: "remove it, or give it another name",
		})),
		...nulls(resourceProperties, ["resourceProperties"]).map((path) => ({
			code: "null-in-template",
			message: "a template of CloudFormation cannot hold an empty value",
			path,
			atKey: true,
			hint: "leave the property out, or write an empty text",
		})),
	];
}

/** The room of `custom-resource-instance`. */
export const customResourceInstance = defineResource({
	type: "custom-resource-instance",
	docs: "A resource of your own kind, made by the function of a `custom-resource-definition`. What the function answers is read by `$CfResourceParam`.",
	source: customResources,
	properties,
	snippet: `type: custom-resource-instance
properties:
  definitionName: \${1:seeder}
  resourceProperties:
    \${2:name}: \${3:value}`,
	names: () => ({}),
	paramDocs: {},
	params: () => ({}),
	check,
	compile,
});
