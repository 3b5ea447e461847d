import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { OperationalRules } from './audit/plugin.ts';

/** Turns on what judges the finished templates, beside CDK's own validation against the schemas of CloudFormation. */
export const addChecks = (app: App): void =>
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app, { verbose: true }),
    new OperationalRules('warning'),
  );
