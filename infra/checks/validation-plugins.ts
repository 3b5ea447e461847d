import { type App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { OperationalRules } from '../lint/cdk-plugin.ts';

/** Adds cdk-nag and our own rules to CDK's validation against the CloudFormation schemas. */
export const addValidationPlugins = (app: App): void =>
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app, { verbose: true }),
    new OperationalRules('warning'),
  );
