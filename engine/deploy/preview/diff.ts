import { createHash } from "node:crypto";
import type { ApplyRequest } from "../../cloud/port.ts";
import { templateKey } from "../../names/artifact-key.ts";
import { stackName } from "../../names/target.ts";
import type { Bundler } from "../../package/bundler.ts";
import { openPackageMemory } from "../../package/memory/package-memory.ts";
import { packArtifacts } from "../../package/package.ts";
import { Failure } from "../../report/failure.ts";
import type { Template } from "../../template/template.ts";
import { applyRequest, maxInlineTemplate, operationToken, templateText } from "../apply.ts";
import { both } from "../both.ts";
import { runBuilds } from "../builds.ts";
import { readDeployed } from "../deployed.ts";
import { imageOptions } from "../images.ts";
import { listArtifacts } from "../plan-uploads.ts";
import type { Ports } from "../ports.ts";
import { type Prepared, prepare, type Request } from "../prepare.ts";
import { runSpan } from "../spans.ts";
import { type Agreement, compareWith } from "./agreement.ts";
import { isSame, lossesOf, type Preview, type PreviewLoss, previewOf } from "./preview.ts";
import { sidesOf } from "./wanted.ts";

export type DiffRequest = Request & {
	readonly bundler?: Bundler;
	/** Do not ask CloudFormation as well: nothing is made in AWS, not even for a moment. */
	readonly localOnly?: boolean;
	/** Gets the difference that was worked out here, before CloudFormation is asked. */
	readonly previewed?: (preview: Preview) => void;
};

/** The difference between what is deployed and what would be, and what CloudFormation says of it. */
export type DiffResult = {
	readonly preview: Preview;
	readonly isSame: boolean;
	/** What a deploy would ask for by name. */
	readonly losses: readonly PreviewLoss[];
	/** Absent where CloudFormation was not asked. */
	readonly agreement?: Agreement;
	/** Why it was not asked, unless nobody wanted it to be. */
	readonly notAskedBecause?: string;
};

/** States of a stack that CloudFormation makes change sets in. */
const restful = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/;

/** States in which there is a name and nothing behind it. */
const hollow = /^(ROLLBACK_COMPLETE|REVIEW_IN_PROGRESS|DELETE_COMPLETE)$/;

async function pack(ports: Ports, { config, bundler, signal }: DiffRequest, prepared: Prepared) {
	const { compiled } = prepared.analysis;
	const span = { id: "package", label: "Build and package", phase: "package" } as const;
	return runSpan(ports, span, async (work) => {
		const { root } = config;
		const context = { root, parent: work.id, ...(bundler && { bundler }), ...(signal && { signal }) };
		const built = await runBuilds(ports, prepared, context);
		const images = imageOptions(ports, compiled, { builds: true, signal });
		const memory = openPackageMemory(ports.host, root);
		const packed = await packArtifacts(ports, compiled.artifacts, { ...context, memory, images });
		return { built, packed };
	});
}

/** The template as CloudFormation can read it for a moment, and what takes it away again. */
async function lend(ports: Ports, bucket: string, template: Template) {
	const body = templateText({ template });
	const bytes = Buffer.from(body);
	if (bytes.length <= maxInlineTemplate) return { source: { body }, takeBack: async () => undefined };
	const key = templateKey(operationToken());
	const sha256 = createHash("sha256").update(bytes).digest("base64");
	await ports.cloud.objects.put({ bucket, key, body: bytes, contentType: "text/yaml", sha256 }, {});
	const source: ApplyRequest["template"] = { url: ports.cloud.objects.url(bucket, key) };
	return { source, takeBack: () => ports.cloud.objects.remove(bucket, [key], {}) };
}

async function askCloudFormation(
	ports: Ports,
	{ signal }: DiffRequest,
	{ analysis }: Prepared,
	templates: { readonly before: Template; readonly after: Template },
	preview: Preview,
): Promise<Agreement> {
	const { compiled } = analysis;
	const { source, takeBack } = await lend(ports, compiled.deploymentBucket, templates.after);
	try {
		const request = applyRequest(compiled, source, "roll-back", templates.before);
		return compareWith(preview, await ports.cloud.stacks.changeSet(request, signal ? { signal } : {}));
	} finally {
		await takeBack();
	}
}

/** CloudFormation's own answer is an addition: that it cannot be had is said, and is no failure. */
async function agreementOf(
	ports: Ports,
	request: DiffRequest,
	prepared: Prepared,
	templates: { readonly before: Template | undefined; readonly after: Template | undefined },
	preview: Preview,
): Promise<Pick<DiffResult, "agreement" | "notAskedBecause">> {
	const { before, after } = templates;
	const { stack } = prepared;
	if (request.localOnly || isSame(preview) || !before || !after) return {};
	if (stack && !restful.test(stack.status))
		return {
			notAskedBecause: `${stack.name} is ${stack.status}, in which CloudFormation makes no change sets`,
		};
	try {
		const agreement = await runSpan(
			ports,
			{ id: "change-set", label: "Ask CloudFormation for a change set", phase: "check" },
			() => askCloudFormation(ports, request, prepared, { before, after }, preview),
		);
		return { agreement };
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		return { notAskedBecause: error.message };
	}
}

/**
 * Works out what a deploy would change, loses and opens, without changing anything: the code is built, the deployed
 * templates are read and compared by AWS's published schemas, and CloudFormation is asked for a change set that is
 * deleted again.
 */
export async function diffStack(ports: Ports, request: DiffRequest): Promise<DiffResult> {
	const { signal } = request;
	const prepared = await runSpan(
		ports,
		{ id: "resolve", label: "Resolve and validate", phase: "resolve" },
		() => prepare(ports, request),
	);
	const { version } = prepared;
	const { compiled } = prepared.analysis;
	const stack = prepared.stack && hollow.test(prepared.stack.status) ? undefined : prepared.stack;
	const name = stackName(prepared.target);
	const { first, second: read } = await both(
		pack(ports, request, prepared),
		stack
			? Promise.all([
					readDeployed(ports, name, compiled, signal),
					listArtifacts(ports, compiled.deploymentBucket, signal),
				])
			: Promise.resolve(undefined),
	);
	const [deployed, stored = []] = read ?? [];
	const { analysis } = first.built;
	const sides = sidesOf({ compiled: analysis.compiled, packed: first.packed, deployed, version, stored });
	const preview = previewOf(analysis, stack, sides);
	request.previewed?.(preview);
	const templates = { before: deployed?.template, after: sides.at(-1)?.after };
	return {
		preview,
		isSame: isSame(preview),
		losses: lossesOf(preview),
		...(await agreementOf(ports, request, first.built, templates, preview)),
	};
}
