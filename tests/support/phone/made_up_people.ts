/**
 * People who do not exist, in the three languages of the app, and the repeatable randomness they
 * are made with.
 *
 * @module
 */

import type { RandomBytes } from "./uuid.ts";

/** Repeatable random choices: the same seed gives the same sequence. */
export class SeededRandom {
  #state: number;

  /** A sequence of its own. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** The next number, at least 0 and below 1 (mulberry32). */
  next(): number {
    this.#state = this.#state + 0x6d2b79f5 >>> 0;
    let mixed = Math.imul(this.#state ^ this.#state >>> 15, this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One of some values. */
  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.between(0, values.length - 1)] ?? values[0];
  }

  /** True with a probability between 0 and 1. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Random bytes, for repeatable ids. */
  readonly bytes: RandomBytes = (length) => Uint8Array.from({ length }, () => this.between(0, 255));
}

/** A made-up person. */
export interface MadeUpPerson {
  /** The language of the name. */
  readonly language: "ar" | "es" | "en";
  /** One or more given names. */
  readonly givenName: string;
  /** One or more surnames. */
  readonly surname: string;
  /** As the registration form has it. */
  readonly sex: "male" | "female";
  /** `YYYY-MM-DD` */
  readonly dateOfBirth: string;
  /** A country, in the person's language. */
  readonly citizenship: string;
  /** A town, in the person's language. */
  readonly hometown: string;
  /** With the country's code. */
  readonly phone: string;
}

type Names = readonly [string, ...string[]];

interface Community {
  readonly language: MadeUpPerson["language"];
  readonly female: Names;
  readonly male: Names;
  readonly surnames: Names;
  readonly citizenships: Names;
  readonly hometowns: Names;
  readonly dialling: string;
}

const COMMUNITIES: readonly [Community, ...Community[]] = [
  {
    language: "ar",
    female: ["مريم", "فاطمة", "زينب", "ليلى", "آمنة", "هدى", "نور", "سلمى", "خديجة", "رنا"],
    male: ["محمد", "أحمد", "يوسف", "عمر", "خالد", "إبراهيم", "حسن", "علي", "سامر", "باسل"],
    surnames: ["الخطيب", "الأحمد", "حداد", "النجار", "عيسى", "المصري", "السيد", "قاسم", "درويش"],
    citizenships: ["سوريا", "لبنان", "فلسطين", "العراق"],
    hometowns: ["حلب", "حمص", "إدلب", "طرابلس", "الموصل"],
    dialling: "+961",
  },
  {
    language: "es",
    female: ["María José", "Lucía", "Begoña", "Concepción", "Inés", "Rocío", "Íngrid", "Yesenia"],
    male: ["José María", "Andrés", "Iñaki", "Joaquín", "Óscar", "Ramón", "Fermín", "Ángel"],
    surnames: ["Muñoz García", "Núñez", "Peña Ibáñez", "de la Cruz", "Zúñiga", "López", "Güell"],
    citizenships: ["Venezuela", "Colombia", "Honduras", "México"],
    hometowns: ["Maracaibo", "Cúcuta", "San Cristóbal", "Tapachula"],
    dialling: "+57",
  },
  {
    language: "en",
    female: ["Grace", "Amara", "Siobhán", "Zoë", "Joy", "Anne-Marie", "Chloe", "Ruth"],
    male: ["Samuel", "Kwame", "Patrick", "D'Angelo", "Thomas", "Noah", "Emmanuel", "Jude"],
    surnames: ["O'Connor", "Okafor", "Smith-Jones", "Mwangi", "McAllister", "Tembo", "Brontë"],
    citizenships: ["Kenya", "Nigeria", "South Sudan", "Uganda"],
    hometowns: ["Kakuma", "Juba", "Arua", "Maiduguri"],
    dialling: "+254",
  },
];

/** The next person of a sequence. */
export function madeUpPerson(random: SeededRandom): MadeUpPerson {
  const community = random.pick(COMMUNITIES);
  const sex = random.chance(0.5) ? "female" : "male";
  const birth = new Date(Date.UTC(random.between(1938, 2025), random.between(0, 11), 1));
  birth.setUTCDate(random.between(1, 28));
  return {
    language: community.language,
    givenName: random.pick(community[sex]),
    surname: random.pick(community.surnames),
    sex,
    dateOfBirth: birth.toISOString().slice(0, 10),
    citizenship: random.pick(community.citizenships),
    hometown: random.pick(community.hometowns),
    phone: `${community.dialling} ${random.between(100, 999)} ${random.between(100000, 999999)}`,
  };
}
