import { badRequest, Refused } from '../refusal.ts'
import type { Endpoint } from './endpoint.ts'

/** `POST /v1.0/robot/messageFiles/download`: a code becomes an address. Source: the API's reference. */
export const fileDownload: Endpoint = {
  name: 'fileDownload',
  method: 'POST',
  path: '/v1.0/robot/messageFiles/download',
  needs: 'robot',
  run({ platform, body, app, apiRoot }) {
    body.only('robotCode', 'downloadCode')
    if (body.text('robotCode') !== app?.robotCode) throw badRequest('robot.code', 'robotCode is not this app’s robot')
    const code = body.text('downloadCode')
    if (!platform.files.has(code))
      throw new Refused('file.code', 400, 'invalidParameter.downloadCode', 'the code is wrong or has expired')
    return { downloadUrl: `${apiRoot}/files/${encodeURIComponent(code)}` }
  },
}
