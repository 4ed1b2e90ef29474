import { addManyPolls } from './mean-field.ts';
import { Minutes } from './minutes.ts';
import { MINUTES, type Point, type Schedule } from './point.ts';
import { addPolls } from './polls.ts';
import { addRequests } from './requests.ts';

/** From so many polls a minute on, clients are many enough to be treated as a mass. */
const MANY = 1000;

/** Fourteen days of one point. */
export function simulatePoint(point: Point, schedule: Schedule, seed: number): Minutes {
  const minutes = new Minutes(MINUTES);
  if (point.polls > 0) {
    if (point.rate * point.polls >= MANY) addManyPolls(minutes, point, schedule, seed);
    else addPolls(minutes, point, schedule, seed);
  }
  addRequests(minutes, point, schedule, seed);
  return minutes;
}
