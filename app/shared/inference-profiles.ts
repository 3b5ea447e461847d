/** Of an inference profile: `global` sends a call to any region. */
export type BedrockRegions = 'global' | 'eu' | 'us';

/** A model of Bedrock by the inference profile of these regions; one without a profile stays as it is. */
export const inferenceProfile = (model: string, regions: BedrockRegions): string =>
  model.replace(/^global\./, `${regions}.`);
