import type { CallOptions, Cloud } from "../cloud/port.ts";
import { MISSING, type Want } from "../config/facts.ts";
import type { Template } from "../template/template.ts";
import { parseTemplate } from "./parse-template.ts";

/** Logical id of the network that a stack makes for itself. */
const VPC_ID = "StpVpc";

const answered = (value: unknown) => (value === undefined ? MISSING : JSON.stringify(value));

/** The VPC that a config reuses: by its id, or that of another stack. */
async function readVpc(cloud: Cloud, want: Want & { readonly kind: "vpc" }, options: CallOptions) {
	const resources = want.stack === undefined ? [] : await cloud.stacks.resources(want.stack, options);
	const id = want.vpcId ?? resources.find(({ logicalId }) => logicalId === VPC_ID)?.physicalId;
	return id === undefined ? undefined : cloud.networks.vpc(id, options);
}

/**
 * The answers of AWS to what a config wants to know; `undefined` for what it is not asked. The template of a stack is
 * read once.
 */
export function cloudAnswers(
	cloud: Cloud,
	options: CallOptions,
): (want: Want) => Promise<string | undefined> {
	const templates = new Map<string, Promise<Template | undefined>>();
	const templateOf = (stack: string): Promise<Template | undefined> => {
		const parsed = (text: string | undefined) => (text === undefined ? undefined : parseTemplate(text));
		const read = templates.get(stack) ?? cloud.stacks.template(stack, options).then(parsed);
		templates.set(stack, read);
		return read;
	};
	return async (want) => {
		switch (want.kind) {
			case "secret":
				return (await cloud.secrets.currentVersion(want.name, options)) ?? MISSING;
			case "parameter": {
				const found = await cloud.parameters.describe(want.name, options);
				return found ? `${found.type}:${found.version}` : MISSING;
			}
			case "outputs":
				return answered(await cloud.stacks.outputs(want.stack, want.region, options));
			case "vpc":
				return answered(await readVpc(cloud, want, options));
			case "deployed": {
				const resource = (await templateOf(want.stack))?.Resources[want.logicalId];
				return answered(resource && (resource.Properties ?? {}));
			}
			case "hosted-zone":
				return answered(await cloud.domains.zoneOf(want.domain, options));
			case "certificate": {
				const { domains } = cloud.in(want.region);
				return (await domains.certificateFor(want.domain, want.notOf, options)) ?? MISSING;
			}
			default:
				return undefined;
		}
	};
}
