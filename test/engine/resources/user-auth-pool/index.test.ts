import assert from "node:assert/strict";
import { userAuthPool } from "../../../../engine/resources/user-auth-pool/index.ts";
import { checkTemplate } from "../../../support/aws-schema.ts";
import { accepted, compileRoom, placed, resourcesOf, surroundings, target } from "../../../support/placed.ts";

const around = surroundings([], []);
const params = (values: object) =>
	Object.fromEntries(
		Object.entries(userAuthPool.params(accepted(userAuthPool, "users", values), around)).map(
			([name, { value }]) => [name, value],
		),
	);

describe("a user-auth-pool", () => {
	it("is a pool, a role for SMS, an application and a sign-in page", () => {
		const Resources = resourcesOf(compileRoom(userAuthPool, "users", {}));
		assert.deepEqual(Object.keys(Resources), [
			"UsersUserPool",
			"UsersSendSmsRole",
			"UsersUserPoolClient",
			"UsersUserPoolDomain",
		]);
		assert.deepEqual(checkTemplate({ Resources }), []);
	});

	it("stands behind a firewall", () => {
		const others = [placed("web-app-firewall", "wall", {})];
		const Resources = resourcesOf(compileRoom(userAuthPool, "users", { useFirewall: "wall" }, { others }));
		assert.deepEqual(Resources["UsersWebAclAssociation"]?.Properties, {
			ResourceArn: { "Fn::GetAtt": ["UsersUserPool", "Arn"] },
			WebACLArn: { "Fn::GetAtt": ["WallWebAcl", "Arn"] },
		});
		assert.deepEqual(checkTemplate({ Resources }), []);
	});

	it("tells a secret only where there is one, and the address of its sign-in page", () => {
		assert.deepEqual(params({}), {
			id: { Ref: "UsersUserPool" },
			clientId: { Ref: "UsersUserPoolClient" },
			arn: { "Fn::GetAtt": ["UsersUserPool", "Arn"] },
			providerUrl: { "Fn::GetAtt": ["UsersUserPool", "ProviderURL"] },
			domain: { "Fn::Sub": "proj-dev-users.auth.${AWS::Region}.amazoncognito.com" },
		});
		const { clientSecret, domain } = params({ generateClientSecret: true, hostedUiDomainPrefix: "shop" });
		assert.deepEqual(clientSecret, { "Fn::GetAtt": ["UsersUserPoolClient", "ClientSecret"] });
		assert.equal(
			params({ customDomain: { domainName: "login.example.com" } })["domain"],
			"login.example.com",
		);
		assert.deepEqual(domain, { "Fn::Sub": "shop.auth.${AWS::Region}.amazoncognito.com" });
	});

	it("lets those who connect look after users and groups, and not delete the pool", () => {
		const [statement] = userAuthPool.connect?.(accepted(userAuthPool, "users", {}), target) ?? [];
		assert.deepEqual(statement?.Resource, [{ "Fn::GetAtt": ["UsersUserPool", "Arn"] }]);
		const mayCall = (action: string) =>
			[statement?.Action ?? []].flat().some((pattern) => {
				const [begin = "", rest] = String(pattern).split("*");
				return rest === undefined ? action === begin : action.startsWith(begin);
			});
		const may = [
			"AdminCreateUser",
			"AdminGetUser",
			"ListUsers",
			"GetGroup",
			"CreateGroup",
			"DescribeUserPool",
		];
		const mayNot = ["DeleteUserPool", "UpdateUserPoolClient", "CreateUserPoolDomain", "SetUICustomization"];
		for (const action of may) assert.ok(mayCall(`cognito-idp:${action}`), action);
		for (const action of mayNot) assert.ok(!mayCall(`cognito-idp:${action}`), action);
	});
});
