import type { Finding, Path, Surroundings } from "../kind.ts";
import { checkContainerEnvironment } from "../shared/container-environment.ts";
import { checkImagePackaging, commandOf, entryPointOf, registrySecretOf } from "../shared/image-packaging.ts";
import { injectedVariables } from "./environment.ts";
import { endpointId } from "./names.ts";
import { endpointsOf, type Runtime } from "./properties.ts";

type Values = Runtime["values"];

/** AgentCore takes images of ECR, in this account or another, and of the public gallery. */
const registry = /^(\d{12}\.dkr\.ecr\.[a-z0-9-]+\.[a-z0-9.-]+|public\.ecr\.aws)\//;

/** What AgentCore has no place for: it runs an image as the image says. */
function checkImage({ packaging }: Values): readonly Finding[] {
	const inside: Path = ["packaging", "properties"];
	const { properties } = packaging;
	const ignored = [
		{ key: "command", value: commandOf(packaging) },
		{ key: "entryPoint", value: entryPointOf(packaging) },
		{ key: "repositoryCredentialsSecretArn", value: registrySecretOf(packaging) },
	].filter(({ value }) => value !== undefined);
	const image = packaging.type === "prebuilt-image" && "image" in properties ? properties.image : undefined;
	const isForeign = typeof image === "string" && !registry.test(image);
	return [
		...ignored.map(({ key }) => ({
			code: "image-setting-ignored",
			severity: "warning" as const,
			message: `${key} has no effect: an agent runs its image as the image says`,
			path: [...inside, key],
			atKey: true,
			hint: "remove it, and set the command in the Dockerfile of the image",
		})),
		...(isForeign
			? [
					{
						code: "image-registry",
						message: `"${image}" is not in a registry that agents can run images from`,
						path: [...inside, "image"],
						hint: "copy the image to ECR, or use one of public.ecr.aws",
					},
				]
			: []),
	];
}

function checkEndpoints(runtime: Runtime): readonly Finding[] {
	const endpoints = endpointsOf(runtime);
	const ids = endpoints.map(({ name }) => endpointId(runtime.name, name));
	return endpoints.flatMap(({ name, index }, at): readonly Finding[] => {
		if (ids.indexOf(ids[at] ?? "") === at) return [];
		const placeOf = (item: number) => {
			const isText = typeof runtime.values.endpoints?.[item] === "string";
			return ["endpoints", item, ...(isText ? [] : ["name"])];
		};
		const first = endpoints[ids.indexOf(ids[at] ?? "")]?.index ?? index;
		return [
			{
				code: "duplicate-endpoint",
				message: `there is another endpoint "${name}"`,
				path: placeOf(index),
				related: [{ message: "the first of them", path: placeOf(first) }],
				hint: "names must differ in more than punctuation and case: rename one of the two",
			},
		];
	});
}

function checkLifecycle({ lifecycle }: Values): readonly Finding[] {
	const { idleRuntimeSessionTimeout: idle, maxLifetime } = lifecycle ?? {};
	if (idle === undefined || maxLifetime === undefined || idle <= maxLifetime) return [];
	return [
		{
			code: "minimum-above-maximum",
			message: `idleRuntimeSessionTimeout is ${idle}, which is above maxLifetime, ${maxLifetime}`,
			path: ["lifecycle", "idleRuntimeSessionTimeout"],
			hint: "a session without requests ends before a session does: lower it, or raise maxLifetime",
		},
	];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrockagentcore-runtime.html */
const LONGEST_VALUE = 2048;

function checkVariables(runtime: Runtime, surroundings: Surroundings): readonly Finding[] {
	const written = runtime.values.environment ?? [];
	const own = written.flatMap(({ name, value }, index): readonly Finding[] => {
		const path: Path = ["environment", index];
		const isName = typeof name !== "string" || /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
		const isShort = typeof value !== "string" || value.length <= LONGEST_VALUE;
		return [
			...(isName
				? []
				: [
						{
							code: "invalid-variable-name",
							message: `"${name}" is not a name that an agent can have a variable by`,
							path: [...path, "name"],
							hint: "use letters, digits and `_`, and begin with a letter",
						},
					]),
			...(isShort
				? []
				: [
						{
							code: "environment-too-large",
							message: `the value has ${value.length} characters, but at most ${LONGEST_VALUE} are possible`,
							path: [...path, "value"],
							hint: "keep large values in a file of the image, a bucket or a secret",
						},
					]),
		];
	});
	const injected = injectedVariables(runtime, surroundings);
	const repeated = checkContainerEnvironment(written, ["environment"], { environment: injected });
	return [...own, ...repeated.filter(({ code }) => code !== "invalid-variable-name")];
}

/** Finds what AgentCore would refuse, or what would have no effect. */
export function checkRuntime(runtime: Runtime, surroundings: Surroundings): readonly Finding[] {
	return [
		...checkImagePackaging(runtime.values.packaging, ["packaging"], surroundings),
		...checkImage(runtime.values),
		...checkEndpoints(runtime),
		...checkLifecycle(runtime.values),
		...checkVariables(runtime, surroundings),
	];
}
