import { logicalId } from "../../../names/logical-id.ts";

/** Logical id of the VPC link of the gateway named `name`, by which integrations reach containers. */
export const vpcLinkId = (name: string) => logicalId({ owner: name, type: "AWS::ApiGatewayV2::VpcLink" });

/** Logical id of the security group that requests of the gateway named `name` come from. */
export const vpcLinkGroupId = (name: string) =>
	logicalId({ owner: name, specifier: "VpcLink", type: "AWS::EC2::SecurityGroup" });
