import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Analysis } from "../../engine/analyse.ts";
import type { Cloud, StackState } from "../../engine/cloud/port.ts";
import { bind, type Place } from "../../engine/deploy/bind.ts";
import { CompanionSlot } from "../../engine/template/slot.ts";
import type { Template } from "../../engine/template/template.ts";
import { analysed, answerOf } from "../support/analysed.ts";
import { storedZip } from "./stored-zip.ts";

/** The golden case of a resource type, for a stage of its own. */
export function goldenCase(
	type: string,
	target: { readonly stage: string; readonly account: string },
): Analysis {
	const file = new URL(`../golden/${type}/stacktape.yml`, import.meta.url);
	const whole = { project: "proj", region: "eu-west-1", ...target };
	return analysed(readFileSync(file, "utf8"), { target: whole, answer: answerOf });
}

const code = storedZip("index.js", "exports.handler = async () => 'hello';\n");
const digest = createHash("sha256").update(code).digest("hex");

/** A made-up value for each output of the companion stack that the template asks for. */
function companionOutputs(value: unknown): Readonly<Record<string, string>> {
	if (value instanceof CompanionSlot)
		return { [value.output]: `arn:aws:acm:us-east-1:123456789012:certificate/${value.output}` };
	if (typeof value !== "object" || value === null) return {};
	return Object.assign({}, ...Object.values(value).map(companionOutputs));
}

/** The template as CloudFormation gets it, with one zip in the place of all code. */
function deployable({ compiled }: Analysis, template: Template): string {
	const places = new Map<string, Place>(
		compiled.artifacts.map(({ job }) => [
			job,
			{ bucket: compiled.deploymentBucket, key: `${job}.zip`, digest, image: `${job}:latest` },
		]),
	);
	const { template: bound } = bind(template, places, "v000001", companionOutputs(template));
	// What a reference to a secret or a parameter stands for is not there, and not the question.
	return JSON.stringify(bound).replaceAll(/\{\{resolve:[^}]*\}\}/g, "a-value-of-another-service-1");
}

async function settled(cloud: Cloud, name: string): Promise<StackState | undefined> {
	for (;;) {
		const state = await cloud.stacks.read(name, {});
		if (!state?.status.endsWith("_IN_PROGRESS")) return state;
		await sleep(50);
	}
}

/** How a deploy ended: its last status, and the reason of the first resource that failed by itself. */
export type Deployed = { readonly status: string; readonly failure?: string };

/** Deploys a config as a deploy does: first what every stack begins with, then, with the code there, the whole. */
export async function deployWhole(cloud: Cloud, analysis: Analysis, template: Template): Promise<Deployed> {
	const { compiled } = analysis;
	const { project, stage } = compiled.target;
	const name = `${project}-${stage}`;
	const request = { name, tags: compiled.tags, onFailure: "keep" as const };
	const body = deployable(analysis, compiled.initialTemplate);
	await cloud.stacks.create({ ...request, template: { body }, token: `${name}-create` }, {});
	await settled(cloud, name);
	const put = async (key: string, content: Uint8Array) => {
		const sha256 = createHash("sha256").update(content).digest("base64");
		const object = {
			bucket: compiled.deploymentBucket,
			key,
			body: content,
			contentType: "application/zip",
			sha256,
		};
		await cloud.objects.put(object, {});
	};
	for (const { job } of compiled.artifacts) await put(`${job}.zip`, code);
	await put("template.json", Buffer.from(deployable(analysis, template)));
	const url = cloud.objects.url(compiled.deploymentBucket, "template.json");
	const token = `${name}-update`;
	const started = await cloud.stacks.update({ ...request, template: { url }, token }, {});
	if (started === "unchanged") return { status: "UNCHANGED" };
	const state = await settled(cloud, name);
	const events = await cloud.stacks.events(started.stackId, { token }, {});
	const failed = events.find(
		({ status, reason }) => status.endsWith("_FAILED") && !/cancelled/.test(reason ?? ""),
	);
	const failure = failed && `${failed.logicalId} (${failed.type}): ${failed.reason}`;
	return { status: state?.status ?? "GONE", ...(failure && { failure }) };
}
