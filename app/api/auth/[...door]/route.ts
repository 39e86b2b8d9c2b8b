import { answerDoor } from '#lib/auth/doors.ts';

/** Signing in and out, and what a person does about their own factors: see lib/auth/doors. */
export async function POST(request: Request, { params }: { params: Promise<{ door: string[] }> }): Promise<Response> {
  return answerDoor((await params).door.join('/'), request);
}

export const GET = POST;
