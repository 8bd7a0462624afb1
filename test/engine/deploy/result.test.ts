import assert from "node:assert/strict";
import type { StackResource, StackState } from "../../../engine/cloud/port.ts";
import { linksOf, readOverview } from "../../../engine/deploy/result.ts";

function stackWith(overview: unknown): StackState {
	const text = typeof overview === "string" ? overview : JSON.stringify(overview);
	return {
		name: "shop-dev",
		id: "arn",
		status: "UPDATE_COMPLETE",
		outputs: { StpStackInfoMap: text },
		tags: {},
		terminationProtection: false,
		createdAt: 0,
	};
}

const child = (logicalId: string): StackResource => ({ logicalId, type: "T", status: "CREATE_COMPLETE" });

const overview = {
	resources: {
		web: {
			resourceType: "http-api-gateway",
			referencableParams: {
				url: { value: "https://web.example", showDuringPrint: true },
				customDomainUrl: { value: "https://shop.example", showDuringPrint: true },
				hiddenUrl: { value: "https://hidden.example", showDuringPrint: false },
				domain: { value: "web.example", showDuringPrint: true },
				count: { value: 3, showDuringPrint: true },
			},
			links: { "aws-console": "https://console.example", other: 7 },
			cloudformationChildResources: { WebApi: {}, WebStage: {} },
		},
		jobs: {
			resourceType: "sqs-queue",
			referencableParams: { url: { value: "https://sqs.example/jobs", showDuringPrint: true } },
			cloudformationChildResources: { JobsQueue: {} },
		},
		empty: { cloudformationChildResources: { Nothing: {} } },
	},
};

describe("the overview of a stack", () => {
	it("has each resource with its shown parameters and what CloudFormation made of it", () => {
		const [web, jobs, ...rest] = readOverview(
			stackWith(overview),
			["JobsQueue", "WebApi", "WebStage"].map(child),
		);
		assert.deepEqual(web, {
			name: "web",
			type: "http-api-gateway",
			params: {
				url: "https://web.example",
				customDomainUrl: "https://shop.example",
				domain: "web.example",
				count: "3",
			},
			links: { "aws-console": "https://console.example", other: "7" },
			children: [child("WebApi"), child("WebStage")],
		});
		assert.deepEqual(jobs?.children, [child("JobsQueue")]);
		assert.deepEqual(rest, []);
	});

	it("collects what belongs to no resource of the config", () => {
		const resources = readOverview(stackWith(overview), ["WebApi", "Mine"].map(child));
		assert.deepEqual(
			resources.map(({ name }) => name),
			["web", "CUSTOM_CLOUDFORMATION"],
		);
		assert.deepEqual(resources[1]?.children, [child("Mine")]);
	});

	for (const text of ["", "{", "null", "[]", "{}", '{"resources":{}}']) {
		it(`is what CloudFormation has when the output is ${JSON.stringify(text)}`, () => {
			assert.deepEqual(
				readOverview(stackWith(text), [child("A")]).map(({ name }) => name),
				["CUSTOM_CLOUDFORMATION"],
			);
			assert.deepEqual(linksOf(stackWith(text)), []);
		});
	}

	it("is empty for a stack without the output and without resources", () => {
		assert.deepEqual(readOverview({ ...stackWith(""), outputs: {} }, []), []);
	});
});

describe("the addresses of a stack", () => {
	it("are the shown parameters that are URLs to open, which a queue's is not", () => {
		assert.deepEqual(linksOf(stackWith(overview)), [
			{ resource: "web", name: "url", url: "https://web.example" },
			{ resource: "web", name: "customDomainUrl", url: "https://shop.example" },
		]);
	});
});
