import assert from "node:assert/strict";
import { findLayerViolations } from "../../.ci/check-layers.ts";
import { layers } from "../../.ci/layers.ts";
import { readSourceGraph, type SourceGraph, type SourceImport } from "../../.ci/source-graph.ts";

type Kind = "value" | "type" | "dynamic";

function graphOf(...imports: readonly (readonly [from: string, to: string, kind?: Kind])[]): SourceGraph {
	const graph = new Map<string, SourceImport[]>();
	for (const [from, to, kind = "value"] of imports) {
		const isPackage = !to.endsWith(".ts");
		const one = { to, isPackage, isType: kind === "type", isDynamic: kind === "dynamic" };
		graph.set(from, [...(graph.get(from) ?? []), one]);
		if (!isPackage && !graph.has(to)) graph.set(to, []);
	}
	return graph;
}

const forbidden: Record<string, { readonly graph: SourceGraph; readonly says: RegExp }> = {
	"an import upwards": {
		graph: graphOf(["engine/text/span.ts", "engine/report/problem.ts"]),
		says: /engine\/text\/span\.ts: text may not import report/,
	},
	"an import upwards of types only": {
		graph: graphOf(["engine/config/parse.ts", "engine/deploy/deploy.ts", "type"]),
		says: /config may not import deploy/,
	},
	"values where only types are allowed": {
		graph: graphOf(["engine/package/package.ts", "engine/compile/compile.ts"]),
		says: /package may not import values of compile/,
	},
	"the disk in the pure half": {
		graph: graphOf(["engine/config/parse.ts", "node:fs/promises"]),
		says: /config is pure and may not import node:fs\/promises/,
	},
	"the AWS SDK outside its adapter": {
		graph: graphOf(["engine/deploy/deploy.ts", "@aws-sdk/client-s3"]),
		says: /only cloud\/aws may import @aws-sdk\/client-s3/,
	},
	"types of the AWS SDK outside its adapter": {
		graph: graphOf(["engine/cloud/port.ts", "@aws-sdk/client-s3", "type"]),
		says: /only cloud\/aws may import @aws-sdk\/client-s3/,
	},
	"vscode in the server": {
		graph: graphOf(["server/main.ts", "vscode"]),
		says: /only client, client\/load-effects may import vscode/,
	},
	"the server's library in the client": {
		graph: graphOf(["client/session.ts", "vscode-languageserver/node"]),
		says: /only server may import vscode-languageserver\/node/,
	},
	"a room that imports another room": {
		graph: graphOf(["engine/resources/bucket.ts", "engine/resources/sqs-queue/index.ts"]),
		says: /the room bucket may not import the room sqs-queue/,
	},
	"a room in a folder that imports another room": {
		graph: graphOf(["engine/resources/function/events/sqs.ts", "engine/resources/sqs-queue/index.ts"]),
		says: /the room function may not import the room sqs-queue/,
	},
	"a shared part that imports a room": {
		graph: graphOf(["engine/resources/shared/iam.ts", "engine/resources/function/index.ts"]),
		says: /what rooms share may not import the room function/,
	},
	"a deploy engine that is loaded with the client": {
		graph: graphOf(["client/load-effects.ts", "engine/effects.ts"]),
		says: /engine\/effects\.ts must be imported dynamically/,
	},
	"a way round the door": {
		graph: graphOf(["server/features/hover.ts", "engine/schema/read.ts"]),
		says: /server may not import schema/,
	},
	"a source that imports a test": {
		graph: graphOf(["engine/config/parse.ts", "test/support/marked.ts"]),
		says: /nothing may import test\/support\/marked\.ts/,
	},
	"a file without a layer": {
		graph: graphOf(["engine/helpers.ts", "node:path"]),
		says: /engine\/helpers\.ts: belongs to no layer/,
	},
	"a reach of a process from the pure door": {
		graph: graphOf(
			["engine/index.ts", "engine/analyse.ts"],
			["engine/analyse.ts", "engine/host/node.ts"],
			["engine/host/node.ts", "node:child_process"],
		),
		says: /engine\/index\.ts → engine\/analyse\.ts → engine\/host\/node\.ts → node:child_process/,
	},
};

describe("the import rule", () => {
	for (const [name, { graph, says }] of Object.entries(forbidden)) {
		it(`forbids ${name}`, () => assert.match(findLayerViolations(graph).join("\n"), says));
	}

	it("allows what a deploy, a room and the client need", () => {
		const graph = graphOf(
			["engine/deploy/deploy.ts", "engine/cloud/port.ts", "type"],
			["engine/cloud/aws/stacks.ts", "@aws-sdk/client-cloudformation"],
			["engine/resources/function/index.ts", "engine/resources/function/names.ts"],
			["engine/resources/bucket.ts", "engine/resources/shared/iam.ts"],
			["client/load-effects.ts", "engine/effects.ts", "dynamic"],
			["client/session.ts", "vscode"],
			["server/main.ts", "engine/index.ts"],
			["engine/names/physical-name.ts", "node:crypto"],
		);
		assert.deepEqual(findLayerViolations(graph), []);
	});

	it("is a table without circles, whose names exist", () => {
		const open = new Set<string>();
		const visit = (name: string): void => {
			const layer = layers.find((one) => one.name === name);
			assert.ok(layer, `there is no layer ${name}`);
			assert.ok(!open.has(name), `circle: ${[...open, name].join(" → ")}`);
			open.add(name);
			for (const imported of layer.imports.filter((one) => !one.startsWith("sandbox"))) visit(imported);
			open.delete(name);
		};
		for (const { name } of layers) visit(name);
		for (const type of layers.flatMap(({ types = [] }) => types)) {
			assert.ok(
				layers.some(({ name }) => name === type),
				`there is no layer ${type}`,
			);
		}
	});
});

describe("the source graph", () => {
	it("sees run-time imports, dynamic imports, packages and types apart", async () => {
		const graph = await readSourceGraph([
			".ci/check-budget.ts",
			".ci/write-generated.ts",
			".ci/mocha-gates.ts",
		]);
		const importsOf = (file: string) => graph.get(file) ?? [];
		assert.ok(
			importsOf(".ci/write-generated.ts").some(({ to, isDynamic }) => to === "engine/index.ts" && isDynamic),
		);
		assert.ok(
			importsOf(".ci/write-generated.ts").some(({ to, isPackage }) => to === "node:path" && isPackage),
		);
		assert.ok(importsOf(".ci/check-budget.ts").some(({ to, isType }) => to === ".ci/build.ts" && !isType));
		assert.deepEqual(
			[...graph.keys()],
			[".ci/check-budget.ts", ".ci/mocha-gates.ts", ".ci/write-generated.ts"],
		);
	});
});
