import { addedOutput } from "../../names/output-name.ts";
import { nearest } from "../../report/nearest.ts";
import { attributesOf } from "../../template/aws-types.ts";
import { getAtt, type Intrinsic, ref } from "../../template/intrinsics.ts";
import type { Evaluated, RuntimeContext, RuntimeDirective } from "./kind.ts";

/** How CloudFormation reads `property` of a resource, or why it cannot. */
function readAttribute(id: string, type: string, property: string): Intrinsic | Evaluated {
	const known = attributesOf(type);
	// A custom resource gives what its function answers, and of some types nothing is known here.
	if (!known || known.attributes.includes(property)) return getAtt(id, property);
	if (known.ref === property) return ref(id);
	// The outputs of a nested stack.
	if (known.attributes.some((name) => property.startsWith(`${name}.`))) return getAtt(id, property);
	const possible = [...new Set([...known.attributes, known.ref])].filter((name) => name !== "");
	const meant = nearest(property, possible);
	const list = possible.length > 0 ? `it has: ${possible.join(", ")}` : "it has none that can be read";
	return {
		kind: "wrong",
		code: "unknown-attribute",
		message: `"${id}" (${type}) has no attribute "${property}"`,
		hint: meant ? `did you mean '${meant}'?` : list,
	};
}

function unknownId(id: string, { logicalIds, resourceNames }: RuntimeContext): Evaluated {
	const meant = nearest(id, logicalIds);
	const list = meant ? `did you mean '${meant}'?` : "`spool names` lists the logical ids";
	return {
		kind: "wrong",
		code: "unknown-logical-id",
		message: `there is no CloudFormation resource "${id}"`,
		hint: resourceNames.includes(id) ? "for a resource of the config use $ResourceParam" : list,
	};
}

export const cfResourceParam: RuntimeDirective = {
	kind: "runtime",
	name: "CfResourceParam",
	docs: "An attribute of a CloudFormation resource, also of one that stands in `cloudformationResources`. It becomes an output of the stack too.",
	parameters: [
		{ name: "logicalId", docs: "Logical id of the resource.", takes: "text" },
		{ name: "attribute", docs: "What `Fn::GetAtt` or `Ref` gives of it.", takes: "text" },
	],
	example: "$CfResourceParam('JobsQueue', 'Arn')",
	snippet: "CfResourceParam('${1:LogicalId}', '${2:Arn}')",
	render: ([logicalId, attribute], context) => {
		const id = String(logicalId);
		const property = String(attribute);
		const type = context.typeOf(id);
		if (type === undefined) return unknownId(id, context);
		// What is wrong with the resource is said there; nothing more is known of it here.
		if (type === "faulty") return { kind: "value", value: `$CfResourceParam('${id}', '${property}')` };
		const value = readAttribute(id, type, property);
		if ("kind" in value && value["kind"] === "wrong") return value as Evaluated;
		const output = addedOutput(id, property.replaceAll(".", "-"));
		if (context.addOutput(output, value as Intrinsic)) return { kind: "value", value };
		return {
			kind: "wrong",
			code: "duplicate-output",
			message: `this adds an output "${output}", but there is another one of that name`,
			hint: "rename the other output",
		};
	},
};
