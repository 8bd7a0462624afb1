import assert from "node:assert/strict";
import { analyse } from "../../../../engine/index.ts";
import { checkDomain } from "../../../../engine/resources/open-search-domain/check.ts";
import { openSearchDomain } from "../../../../engine/resources/open-search-domain/index.ts";
import {
	logChildren,
	logDependencies,
	publishedLogs,
} from "../../../../engine/resources/open-search-domain/logs.ts";
import { diskOfDomain, zonesOf } from "../../../../engine/resources/open-search-domain/machines.ts";
import { domainName, logGroupName } from "../../../../engine/resources/open-search-domain/names.ts";
import type { Domain } from "../../../../engine/resources/open-search-domain/properties.ts";
import {
	cognitoOptions,
	signInChildren,
	signInDependencies,
} from "../../../../engine/resources/open-search-domain/sign-in.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { assertProblems } from "../../../support/marked.ts";
import { accepted, placed, resourcesOf, surroundings, target } from "../../../support/placed.ts";

const marked = `
resources:
  disks:
    type: open-search-domain
    properties:
      clusterConfig:
        instanceType: i3.large.search
        instanceCount: 1
        dedicatedMasterCount: 4
#                             ^ master-count: dedicatedMasterCount is 4, but must be 3, 5 or 7
        dedicatedMasterType: m7g.medium.search
      storage:
#     ^^^^^^^ storage-not-supported: "i3.large.search" has a disk of its own, so that storage has no meaning
        size: 100
  old:
    type: open-search-domain
    properties:
      clusterConfig:
        instanceType: r4.large.search
        instanceCount: 1
        dedicatedMasterCount: 3
#       ^^^^^^^^^^^^^^^^^^^^ (warning) machine-type-missing: nothing says which class of machine the dedicated masters are, so AWS chooses one
        warmType: m7g.large.search
#                 ^^^^^^^^^^^^^^^^ warm-machine-type: "m7g.large.search" is not a class of machine for warm data
        warmCount: 2
      storage:
        size: 100
        iops: 4000
#       ^^^^ disk-speed-not-supported: iops cannot be set for the disks of "r4.large.search"
        throughput: 200
#       ^^^^^^^^^^ disk-speed-not-supported: throughput cannot be set for the disks of "r4.large.search"
  small:
    type: open-search-domain
    properties:
      clusterConfig:
        instanceType: t3.small.search
        instanceCount: 2
#                      ^ standby-not-possible: a reserve needs a multiple of 3 machines, but instanceCount is 2
        dedicatedMasterType: m7g.medium.search
#       ^^^^^^^^^^^^^^^^^^^ (warning) machine-count-missing: dedicatedMasterType has no meaning without dedicatedMasterCount
        warmType: ultrawarm1.medium.search
#       ^^^^^^^^ (warning) machine-count-missing: warmType has no meaning without warmCount
        standbyEnabled: true
      storage:
        size: 500
#             ^^^ storage-limits: the disk of "t3.small.search" has at most 100 GiB
  warm:
    type: open-search-domain
    properties:
      clusterConfig:
        instanceType: m7g.large.search
        instanceCount: 3
        warmCount: 2
#       ^^^^^^^^^ machine-type-missing: warmCount needs warmType
        standbyEnabled: true
#                       ^^^^ standby-not-possible: a reserve needs dedicated masters
  warmer:
    type: open-search-domain
    properties:
      clusterConfig:
        instanceType: m7g.large.search
        instanceCount: 3
        warmType: ultrawarm1.medium.search
        warmCount: 1
#                  ^ warm-count: warmCount is 1, but must be at least 2
        dedicatedMasterType: m7g.medium.search
        dedicatedMasterCount: 3
        multiAzDisabled: true
#                        ^^^^ standby-not-possible: a reserve needs three zones, but multiAzDisabled is set
        standbyEnabled: true
  masterless:
    type: open-search-domain
    properties:
      userPool: nobody
#               ^^^^^^ unknown-resource: there is no resource "nobody"
      clusterConfig:
        instanceType: m7g.large.elasticsearch
#                     ^^^^^^^^^^^^^^^^^^^^^^^ text-not-matching: "m7g.large.elasticsearch" is not a valid instanceType
        instanceCount: 3
  coldless:
    type: open-search-domain
    properties:
      clusterConfig:
        instanceType: m7g.large.search
        instanceCount: 3
        warmType: ultrawarm1.medium.search
        warmCount: 2
#                  ^ masters-needed: machines for warm data need dedicated masters, but dedicatedMasterCount is not set
`;

function domain(values: Domain["values"], name = "search"): Domain {
	accepted(openSearchDomain, name, values);
	return placed("open-search-domain", name, values);
}

const machines = (instanceType: string, instanceCount: number, more: object = {}): Domain =>
	domain({ clusterConfig: { instanceType, instanceCount, ...more } });

const properties = (of: Domain) => {
	const Resources = resourcesOf(openSearchDomain.compile(of, surroundings([], [])));
	assert.deepEqual(checkTemplate({ Resources }), []);
	return Resources["SearchDomain"]?.Properties ?? {};
};

describe("a search domain", () => {
	it("has the version that the config says", () => {
		assert.equal(properties(domain({}))["EngineVersion"], "OpenSearch_2.17");
		assert.equal(properties(domain({ version: "1.3" }))["EngineVersion"], "OpenSearch_1.3");
	});

	it("is spread over zones, and in the network has one subnet for each of them", () => {
		assert.deepEqual(
			[1, 2, 3, 5].map((count) => zonesOf(machines("m7g.large.search", count))),
			[1, 2, 3, 3],
		);
		assert.equal(zonesOf(machines("m7g.large.search", 4, { multiAzDisabled: true })), 1);
		const inside = domain({
			accessibility: { accessibilityMode: "vpc" },
			clusterConfig: { instanceType: "m7g.large.search", instanceCount: 2 },
		});
		const { SubnetIds } = { SubnetIds: [], ...(properties(inside)["VPCOptions"] as object) };
		assert.deepEqual(SubnetIds, [{ Ref: "StpPublicSubnet0" }, { Ref: "StpPublicSubnet1" }]);
	});

	it("has the disk that its machines can have", () => {
		const disks = ["m7g.large.search", "r4.large.search", "i3.large.search", "zz9.large.search"];
		assert.deepEqual(
			disks.map((type) => diskOfDomain(machines(type, 1))),
			["gp3", "gp2", "none", "gp3"],
		);
		assert.equal(properties(machines("i3.large.search", 1))["EBSOptions"], undefined);
	});

	it("publishes every log that is not switched off, by one policy of the stack", () => {
		const all = domain({});
		assert.deepEqual(Object.keys(publishedLogs(all, target) ?? {}), [
			"ES_APPLICATION_LOGS",
			"SEARCH_SLOW_LOGS",
			"INDEX_SLOW_LOGS",
		]);
		const [policy] = logChildren(all, target);
		assert.deepEqual([policy?.id, policy?.shared], ["StpOpenSearchResourcePolicy", true]);
		assert.deepEqual(logDependencies(all), ["StpOpenSearchResourcePolicy"]);
		const disabled = { disabled: true };
		const none = domain({
			logging: { errorLogs: disabled, searchSlowLogs: disabled, indexSlowLogs: disabled },
		});
		assert.deepEqual([logChildren(none, target), logDependencies(none)], [[], []]);
		assert.equal(publishedLogs(none, target), undefined);
	});

	it("lets the users of a pool sign in, who may ask it and nothing else", () => {
		const signed = domain({ userPool: "people" });
		const made = resourcesOf(signInChildren(signed));
		assert.deepEqual(checkTemplate({ Resources: made }), []);
		assert.deepEqual(Object.keys(made), [
			"SearchCognitoRole",
			"SearchIdentityPool",
			"SearchDashboardsUserRole",
			"SearchIdentityPoolRoleAttachment",
		]);
		assert.deepEqual(cognitoOptions(signed)?.UserPoolId, { Ref: "PeopleUserPool" });
		assert.deepEqual(signInDependencies(signed), ["PeopleUserPoolDomain"]);
		const unsigned = domain({});
		assert.deepEqual([signInChildren(unsigned), cognitoOptions(unsigned)], [[], undefined]);
	});

	it("finds what OpenSearch Service does not take", () =>
		assertProblems(marked, analyse({ path: "stacktape.yml", text: marked }, target).problems));

	it("cannot move into the network or out of it once it is deployed", () => {
		const found = (deployed: object, values: Domain["values"]) => {
			const fact = () => JSON.stringify(deployed);
			return checkDomain(domain(values), surroundings([], [], { fact })).map(({ code }) => code);
		};
		const inside: Domain["values"] = { accessibility: { accessibilityMode: "vpc" } };
		assert.deepEqual(found({ VPCOptions: {} }, {}), ["domain-cannot-move"]);
		assert.deepEqual(found({}, inside), ["domain-cannot-move"]);
		assert.deepEqual(found({ VPCOptions: {} }, inside), []);
	});

	it("is named in 28 characters of lower case", () => {
		assert.equal(domainName(domain({}, "s".repeat(40)), target).text.length, 28);
		assert.equal(
			logGroupName(domain({}), target, "errorLogs").text,
			"/stp/proj-dev/open-search/search/errorLogs",
		);
		const upper = surroundings([], [], { target: { ...target, project: "Shop" } });
		assert.deepEqual(
			checkDomain(domain({}), upper).map(({ code }) => code),
			["invalid-identifier"],
		);
	});

	it("is asked by those who connect", () => {
		assert.deepEqual(openSearchDomain.connect?.(domain({}), target), [
			{ Effect: "Allow", Action: ["es:ESHttp*"], Resource: [{ "Fn::Sub": "${SearchDomain.Arn}/*" }] },
		]);
		const { domainEndpoint } = openSearchDomain.params(domain({}), surroundings([], []));
		assert.deepEqual(domainEndpoint?.value, { "Fn::GetAtt": ["SearchDomain", "DomainEndpoint"] });
	});
});
