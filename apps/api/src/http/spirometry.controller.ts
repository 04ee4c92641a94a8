import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  NOT_A_MEDICAL_DEVICE,
  ROUTE,
  spirometryInterpretRequest,
  spirometryRequestOf,
  type SpirometryInterpretResponse,
} from '@airway-twin/contracts/http';
import { interpretSpirometry } from '@airway-twin/domain/spirometry';
import { Open } from './bearer-guard.js';
import { checked, invalid } from './errors.js';

@Controller()
export class SpirometryController {
  /** Open: it computes from what it is sent, and neither reads nor stores anything. */
  @Open()
  @Post(ROUTE.spirometryInterpret)
  @HttpCode(200)
  interpret(@Body() body: unknown): SpirometryInterpretResponse {
    const answer = interpretSpirometry(spirometryRequestOf(checked(spirometryInterpretRequest, body)));
    if (answer.kind === 'refused') throw invalid(`${answer.field}: expected ${answer.expected}`, answer.field);
    const { kind: _kind, ...interpretation } = answer;
    return { ...interpretation, notice: NOT_A_MEDICAL_DEVICE };
  }
}
