import assert from "node:assert/strict";
import { openImages } from "../../../../engine/cloud/aws/images.ts";
import { openLogs } from "../../../../engine/cloud/aws/logs.ts";
import { openParameters } from "../../../../engine/cloud/aws/parameters.ts";
import { openSecrets } from "../../../../engine/cloud/aws/secrets.ts";
import { failureOf } from "../../../support/deploy.ts";
import { startStandIn } from "../registry/stand-in.ts";
import { type Answer, json, jsonError, withAnswers } from "./answers.ts";

const sent = (asked: { readonly body: Buffer }) => JSON.parse(String(asked.body));

describe("images", () => {
	it("are deleted once each, by digest and a hundred at a time", async () => {
		const digests = Array.from({ length: 150 }, (_, index) => `sha256:${index}`);
		const ids = digests.flatMap((imageDigest) => [
			{ imageDigest, imageTag: "a" },
			{ imageDigest, imageTag: "b" },
		]);
		await withAnswers(
			(asked) => {
				if (asked.headers["x-amz-target"]?.includes("BatchDelete"))
					return json({ imageIds: [], failures: [] });
				return sent(asked).nextToken === "2"
					? json({ imageIds: ids.slice(200) })
					: json({ imageIds: ids.slice(0, 200), nextToken: "2" });
			},
			async (server) => {
				assert.equal(await openImages(server.session()).empty("shop", {}), 150);
				const deletes = server.asked.filter(({ headers }) =>
					headers["x-amz-target"]?.includes("BatchDelete"),
				);
				assert.deepEqual(
					deletes.map((asked) => sent(asked).imageIds.length),
					[100, 50],
				);
				assert.deepEqual(Object.keys(sent(deletes[0] ?? assert.fail("no delete")).imageIds[0]), [
					"imageDigest",
				]);
			},
		);
	});

	it("that are part of another are deleted after it", async () => {
		const failure = (imageDigest: string) => ({
			imageId: { imageDigest },
			failureCode: "ImageReferencedByManifestList",
			failureReason: "it is part of a list",
		});
		await withAnswers(
			(asked) => {
				if (!asked.headers["x-amz-target"]?.includes("BatchDelete")) {
					return json({
						imageIds: [{ imageDigest: "part" }, { imageDigest: "list" }, { imageDigest: "gone" }],
					});
				}
				const { imageIds } = sent(asked);
				if (imageIds.length === 1) return json({ imageIds, failures: [] });
				const gone = { imageId: { imageDigest: "gone" }, failureCode: "ImageNotFound" };
				return json({ imageIds: [], failures: [failure("part"), gone] });
			},
			async (server) => {
				assert.equal(await openImages(server.session()).empty("shop", {}), 3);
			},
		);
		await withAnswers(
			(asked) =>
				asked.headers["x-amz-target"]?.includes("BatchDelete")
					? json({ failures: [failure("part")] })
					: json({ imageIds: [{ imageDigest: "part" }] }),
			async (server) => {
				await assert.rejects(openImages(server.session()).empty("shop", {}), {
					code: "images-not-deleted",
					message: 'ECR did not delete 1 images of the repository "shop": it is part of a list',
				});
			},
		);
	});

	it("are found by their tags, page by page", async () => {
		await withAnswers(
			(asked) =>
				sent(asked).nextToken === "2"
					? json({ imageIds: [{ imageDigest: "sha256:1", imageTag: "b" }, { imageDigest: "sha256:2" }] })
					: json({ imageIds: [{ imageDigest: "sha256:1", imageTag: "a" }], nextToken: "2" }),
			async (server) => {
				assert.deepEqual(await openImages(server.session()).tags("shop", {}), ["a", "b"]);
				assert.deepEqual(sent(server.asked[0] ?? assert.fail()).filter, { tagStatus: "TAGGED" });
			},
		);
	});

	it("lose tags, and tell which ones ECR keeps", async () => {
		const kept = { imageId: { imageTag: "b" }, failureCode: "Locked", failureReason: "it is locked" };
		const gone = { imageId: { imageTag: "c" }, failureCode: "ImageNotFound" };
		await withAnswers(
			(asked) => json({ failures: sent(asked).imageIds.length === 1 ? [gone] : [kept] }),
			async (server) => {
				const images = openImages(server.session());
				await images.untag("shop", ["c"], {});
				assert.deepEqual(sent(server.asked[0] ?? assert.fail()).imageIds, [{ imageTag: "c" }]);
				await assert.rejects(images.untag("shop", ["a", "b"], {}), {
					code: "images-not-deleted",
					details: ["b: it is locked"],
				});
			},
		);
	});

	it("are pushed with a token of ECR, to where a setting says", async () => {
		const standIn = await startStandIn();
		const token = Buffer.from("AWS:secret").toString("base64");
		const data = {
			authorizationToken: token,
			proxyEndpoint: "https://111111111111.dkr.ecr.eu-west-1.amazonaws.com",
		};
		try {
			await withAnswers(
				() => json({ authorizationData: [data] }),
				async (server) => {
					const images = openImages(server.session(), { registry: new URL(standIn.url) });
					await images.push(
						"shop",
						{
							blobs: [],
							manifests: [{ digest: "sha256:1", mediaType: "m", bytes: Buffer.from("{}"), tag: "v1" }],
						},
						{},
					);
					assert.equal(standIn.asked[0]?.headers.authorization, `Basic ${token}`);
					assert.ok(standIn.manifests.has("shop/v1"));
					assert.deepEqual(await images.login({}), {
						registry: standIn.host,
						isPlain: true,
						username: "AWS",
						password: "secret",
					});
					assert.equal(server.asked.length, 1);
					const atEndpoint = await openImages(server.session()).login({});
					assert.equal(`http://${atEndpoint.registry}`, server.endpoint);
				},
			);
			await withAnswers(
				() => json({ authorizationData: [] }),
				async (server) => {
					await assert.rejects(openImages(server.session()).login({}), {
						code: "registry-denied",
						message: "ECR gives no token for its registry",
					});
				},
			);
		} finally {
			await standIn.close();
		}
	});

	it("of other registries are read through the mirror that a setting names", async () => {
		const standIn = await startStandIn();
		standIn.manifests.set("docker/library/node/24", { type: "t", bytes: Buffer.from("{}") });
		try {
			await withAnswers(
				() => json({}),
				async (server) => {
					const images = openImages(server.session(), { mirror: new URL(standIn.url) });
					const at = { registry: "public.ecr.aws", repository: "docker/library/node", reference: "24" };
					assert.equal((await images.manifest(at, {}))?.mediaType, "t");
					await assert.rejects(images.blob(at, "sha256:1", {}), { code: "registry-refused" });
					assert.equal(server.asked.length, 0);
				},
			);
		} finally {
			await standIn.close();
		}
	});

	it("are none in a repository that is not there", async () => {
		await withAnswers(
			() => jsonError("RepositoryNotFoundException", "no such repository"),
			async (server) => {
				assert.equal(await openImages(server.session()).empty("shop", {}), 0);
			},
		);
	});
});

describe("secrets", () => {
	const current = { old: ["AWSPREVIOUS"], new: ["MINE", "AWSCURRENT"] };
	const cases: [why: string, answer: object, version: string | undefined][] = [
		["have a current version", { VersionIdsToStages: current }, "new"],
		[
			"have none while they wait for their deletion",
			{ VersionIdsToStages: current, DeletedDate: 1 },
			undefined,
		],
		["have none before they get a value", {}, undefined],
	];
	for (const [why, answer, version] of cases) {
		it(why, async () => {
			await withAnswers(
				() => json(answer),
				async (server) => {
					assert.equal(await openSecrets(server.session()).currentVersion("key", {}), version);
					assert.match(String(server.asked[0]?.headers["x-amz-target"]), /DescribeSecret$/);
				},
			);
		});
	}

	it("may not be there", async () => {
		await withAnswers(
			() => jsonError("ResourceNotFoundException", "no such secret"),
			async (server) => {
				assert.equal(await openSecrets(server.session()).currentVersion("key", {}), undefined);
			},
		);
	});
});

describe("a secret of the engine's own", () => {
	const missing = ({ a }: Readonly<Record<string, string>>) => (a === undefined ? { a: "1" } : {});
	const actions = (server: { readonly asked: readonly { readonly headers: object }[] }) =>
		server.asked.map(({ headers }) => String(Object(headers)["x-amz-target"]).split(".")[1]);
	const complete = (answer: Answer) => async (check: (body: string, sent: readonly unknown[]) => void) => {
		await withAnswers(
			({ headers }) => (/GetSecretValue$/.test(String(headers["x-amz-target"])) ? answer : json({})),
			async (server) => {
				await openSecrets(server.session()).complete("key", missing, { "stp:stage": "dev" }, {});
				check(String(server.asked.at(-1)?.body), actions(server));
			},
		);
	};

	it("is made with its tags when there is none", () =>
		complete(jsonError("ResourceNotFoundException", "no such secret"))((body, sent) => {
			assert.deepEqual(sent, ["GetSecretValue", "CreateSecret"]);
			const { Name, SecretString, Tags } = JSON.parse(body);
			assert.deepEqual(
				[Name, SecretString, Tags],
				["key", '{"a":"1"}', [{ Key: "stp:stage", Value: "dev" }]],
			);
		}));

	it("gets what it lacks, and keeps the rest", () =>
		complete(json({ SecretString: '{"b":"2"}' }))((body, sent) => {
			assert.deepEqual(sent, ["GetSecretValue", "PutSecretValue"]);
			assert.equal(JSON.parse(body).SecretString, '{"b":"2","a":"1"}');
		}));

	it("is not written when it lacks nothing", () =>
		complete(json({ SecretString: '{"a":"0"}' }))((_body, sent) =>
			assert.deepEqual(sent, ["GetSecretValue"]),
		));

	it("is not repeated when it is no map of texts", async () => {
		for (const SecretString of ["hush", '"hush"', "[1]"]) {
			const failure = await failureOf(complete(json({ SecretString }))(() => assert.fail("was written")));
			assert.equal(failure.code, "secret-not-a-map");
			assert.ok(!JSON.stringify(failure).includes("hush"));
		}
	});
});

describe("parameters", () => {
	it("have a type and a version, for which nobody reads the value", async () => {
		await withAnswers(
			() => json({ Parameters: [{ Name: "/prod/key", Type: "SecureString", Version: 3 }] }),
			async (server) => {
				assert.deepEqual(await openParameters(server.session()).describe("/prod/key", {}), {
					type: "SecureString",
					version: 3,
				});
				const [asked = assert.fail("nothing was asked")] = server.asked;
				assert.match(String(asked.headers["x-amz-target"]), /DescribeParameters$/);
				assert.deepEqual(sent(asked), {
					ParameterFilters: [{ Key: "Name", Option: "Equals", Values: ["/prod/key"] }],
				});
			},
		);
	});

	it("may not be there", async () => {
		await withAnswers(
			() => json({ Parameters: [] }),
			async (server) => assert.equal(await openParameters(server.session()).describe("key", {}), undefined),
		);
	});
});

describe("log lines", () => {
	/** A group with a line at each of these ages, in milliseconds. */
	function group(now: number, ages: readonly number[]) {
		const events = ages.map((age) => ({ timestamp: now - age, message: `line of ${age}\n` }));
		return (asked: { readonly body: Buffer }) => {
			const { startTime, endTime = Number.POSITIVE_INFINITY, nextToken } = sent(asked);
			const inside = events.filter(({ timestamp }) => timestamp >= startTime && timestamp <= endTime);
			const sorted = inside.sort((a, b) => a.timestamp - b.timestamp);
			const half = Math.ceil(sorted.length / 2);
			return nextToken === "2"
				? json({ events: sorted.slice(half) })
				: json({ events: sorted.slice(0, half), nextToken: "2" });
		};
	}

	it("are the newest ones, oldest first, with the start of time in reach", async () => {
		const now = Date.now();
		const ages = [5_000, 30_000, 200_000, 400_000, 50_000_000];
		await withAnswers(group(now, ages), async (server) => {
			const logs = openLogs(server.session());
			assert.deepEqual(await logs.recent("g", 0, 2, {}), ["line of 30000", "line of 5000"]);
			assert.deepEqual(
				await logs.recent("g", 0, 100, {}),
				ages.toReversed().map((age) => `line of ${age}`),
			);
			const since = now - 300_000;
			assert.deepEqual(await logs.recent("g", since, 100, {}), [
				"line of 200000",
				"line of 30000",
				"line of 5000",
			]);
			assert.deepEqual(await logs.recent("g", 0, 0, {}), []);
		});
	});

	it("of a busy group are not read from its beginning", async () => {
		await withAnswers(group(Date.now(), [1_000, 2_000, 80_000_000]), async (server) => {
			await openLogs(server.session()).recent("g", 0, 2, {});
			assert.equal(server.asked.length, 2);
		});
	});

	it("are filtered by AWS, and told apart also where no ids come", async () => {
		const now = Date.now();
		const events = [
			{ eventId: "1", timestamp: now - 2, message: "one\n", logStreamName: "a" },
			{ timestamp: now - 1, message: "two" },
		];
		await withAnswers(
			() => json({ events }),
			async (server) => {
				const wanted = { since: now - 1_000, limit: 10, pattern: '"o"' };
				const lines = await openLogs(server.session()).lines("g", wanted, {});
				assert.deepEqual(
					lines.map(({ id, at, text, stream }) => [id, at, text, stream]),
					[
						["1", now - 2, "one", "a"],
						[` ${now - 1} two`, now - 1, "two", ""],
					],
				);
				assert.deepEqual(
					server.asked.map((asked) => sent(asked).filterPattern),
					['"o"'],
				);
			},
		);
	});

	it("are none in a group that is not there", async () => {
		await withAnswers(
			() => jsonError("ResourceNotFoundException", "The specified log group does not exist."),
			async (server) => {
				assert.deepEqual(await openLogs(server.session()).recent("g", 0, 10, {}), []);
			},
		);
	});
});
