import type { MeasuredAnswer } from './measure-debate.ts';
import type { EvaluationResult } from './methods.ts';
import { type Calibration, createProportion, measureCalibration, type Proportion } from './statistics.ts';

/** How the seats of a model answer, and what the debate does to their answers. */
export interface ModelReport {
  readonly model: string;
  readonly blindAccuracy: Proportion;
  readonly finalAccuracy: Proportion;
  /** Of the wrong blind answers, those that ended right. */
  readonly corrections: Proportion;
  /** Of the right blind answers, those that ended wrong. */
  readonly collapses: Proportion;
  /** Of the blind answers that differed from the majority's, those that ended as the majority's. */
  readonly conformity: Proportion;
  readonly blindCalibration: Calibration;
  readonly finalCalibration: Calibration;
}

/** An answer of a seat before and after a debate. */
interface SeatAnswers {
  readonly model: string;
  readonly answer: string;
  readonly blindMajority: string | null;
  readonly blind: MeasuredAnswer;
  readonly final: MeasuredAnswer;
}

export function reportModels(results: readonly EvaluationResult[]): readonly ModelReport[] {
  const all = results.flatMap(({ answer, measured: { seats, blindMajority } }) =>
    seats.flatMap(({ model, blind, final }): readonly SeatAnswers[] =>
      blind && final ? [{ model, answer, blindMajority, blind, final }] : [],
    ),
  );
  const models = [...new Set(all.map(({ model }) => model))].sort();
  return models.map((model) =>
    reportModel(
      model,
      all.filter((one) => one.model === model),
    ),
  );
}

function reportModel(model: string, answers: readonly SeatAnswers[]): ModelReport {
  const isRight = (of: 'blind' | 'final') => (one: SeatAnswers) => one[of].choice === one.answer;
  const [wasRight, isRightNow] = [isRight('blind'), isRight('final')];
  const differed = answers.filter(
    ({ blind, blindMajority }) => blindMajority !== null && blind.choice !== blindMajority,
  );
  const calibrate = (of: 'blind' | 'final') =>
    measureCalibration(answers.map((one) => ({ confidence: one[of].confidence, isRight: isRight(of)(one) })));
  return {
    model,
    blindAccuracy: share(answers, wasRight),
    finalAccuracy: share(answers, isRightNow),
    corrections: share(
      answers.filter((one) => !wasRight(one)),
      isRightNow,
    ),
    collapses: share(answers.filter(wasRight), (one) => !isRightNow(one)),
    conformity: share(differed, ({ final, blindMajority }) => final.choice === blindMajority),
    blindCalibration: calibrate('blind'),
    finalCalibration: calibrate('final'),
  };
}

const share = (answers: readonly SeatAnswers[], counts: (one: SeatAnswers) => boolean): Proportion =>
  createProportion(answers.filter(counts).length, answers.length);
