import assert from "node:assert/strict";
import {
	ActivateTypeCommand,
	CloudFormationClient,
	DescribeTypeCommand,
} from "@aws-sdk/client-cloudformation";
import { openCloud } from "../../engine/cloud/aws/open.ts";
import type { Cloud } from "../../engine/cloud/port.ts";
import { kinds, unbuiltTypes } from "../../engine/resources/index.ts";
import { prepareSandbox, type Sandbox, startSandbox } from "../../sandbox/sandbox.ts";
import { leaveOut, type Rule, rules } from "./types-left-out.ts";
import { deployWhole, goldenCase } from "./types-stack.ts";

const region = "eu-west-1";
const account = "123456789012";

type World = { readonly sandbox: Sandbox; readonly cloud: Cloud; readonly registry: CloudFormationClient };

describe("stacks of every type on the local AWS", function () {
	this.timeout(120_000);
	const opened: World[] = [];
	const rows: string[] = [];
	const real = new Map<string, boolean>();
	const neededRules = new Set<Rule>();

	before(async () => {
		await prepareSandbox({});
		const sandbox = await startSandbox({ port: 0, account, region, node24: process.execPath });
		const { endpoint, credentials } = sandbox;
		const cloud = openCloud({ region, endpoint, credentials, environment: {} });
		opened.push({ sandbox, cloud, registry: new CloudFormationClient({ region, endpoint, credentials }) });
	});

	after(async () => {
		for (const { sandbox, registry } of opened) {
			registry.destroy();
			await sandbox.stop();
		}
		console.log(["", "type of resource: what the local AWS makes of it", ...rows.sort(), ""].join("\n"));
	});

	const world = () => opened[0] ?? assert.fail("the sandbox has not started");

	/** True when the sandbox makes something of a type, false when it only keeps what it is given. */
	async function isReal(type: string): Promise<boolean> {
		const known = real.get(type);
		if (known !== undefined) return known;
		const { ProvisioningType } = await world().registry.send(
			new DescribeTypeCommand({ Type: "RESOURCE", TypeName: type }),
		);
		real.set(type, ProvisioningType !== "NON_PROVISIONABLE");
		return ProvisioningType !== "NON_PROVISIONABLE";
	}

	/** Third-party types are activated once per account, and stand for what they are then. */
	async function activate(types: readonly string[]): Promise<void> {
		for (const TypeName of types.filter((one) => !one.startsWith("AWS::")))
			await world().registry.send(new ActivateTypeCommand({ Type: "RESOURCE", TypeName, PublisherId: "x" }));
	}

	for (const [index, type] of [...kinds.keys()].entries()) {
		const analysis = goldenCase(type, { stage: `t${index}`, account });
		const { template, leftOut, used } = leaveOut(analysis.compiled.template);
		const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))];
		for (const rule of used) neededRules.add(rule);

		it(`deploys: ${type}`, async () => {
			await activate(types);
			const { status, failure } = await deployWhole(world().cloud, analysis, template);
			assert.deepEqual({ status, failure }, { status: "UPDATE_COMPLETE", failure: undefined });
		});

		it(`is real: ${type}`, async function () {
			await activate(types);
			const verdicts = await Promise.all(types.map(async (one) => ({ one, is: await isReal(one) })));
			const standIns = verdicts.flatMap(({ one, is }) => (is ? [] : [one])).sort();
			const count = Object.keys(template.Resources).length;
			const parts = [
				`${count} of ${count + leftOut.length} resources`,
				...(standIns.length > 0 ? [`does nothing with ${standIns.join(", ")}`] : []),
				...leftOut.map((one) => `left out ${one.id} (${one.type}): ${one.why}`),
			];
			rows.push(`${type}: ${parts.join("; ")}`);
			if (parts.length === 1 || !this.test) return undefined;
			// The run of all gates prints the titles of what is skipped: this is its row of the table.
			this.test.title = `${type}: the local AWS deploys ${parts.join("; ")}`;
			return this.skip();
		});
	}

	for (const type of unbuiltTypes) it(`deploys: ${type} is not built yet`);

	it("leave out nothing without need", () => {
		assert.deepEqual(
			rules.filter((rule) => !neededRules.has(rule)).map(({ why }) => why),
			[],
		);
	});
});
