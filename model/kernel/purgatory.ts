import {
  add,
  and,
  array,
  atomic,
  type Block,
  type E,
  end,
  eq,
  flag,
  fn,
  ghost,
  goto,
  ignored,
  initially,
  int,
  loop,
  lt,
  ne,
  note,
  type Operand,
  oneOf,
  or,
  read,
  set,
  shared,
  when,
  write,
} from '../language/index.js';
import { kexec, seen } from './kexec.js';

/**
 * The segments of a crash image that crash hotplug is about, the digest over them, and purgatory, which checks the
 * digest after the jump and before the capture kernel.
 */

/**
 * What an elfcorehdr describes: 0 is the resources as of boot, and each hotplug event makes the next. A number stands
 * for all the memory ranges (or CPUs) that there are, so that a header is right if and only if its number is.
 */
export const described = int(0, 3);
/** An elfcorehdr that lists every possible CPU, which no CPU event makes wrong: what the kernel writes on x86. */
export const ALL_POSSIBLE_CPUS = 3;

/** The segments of an image, in the order of image->segment[]. */
export type SegmentOrder = readonly [Segment, Segment, Segment];
/** What a segment holds. */
export type Segment = 'elfcorehdr' | 'purgatory' | 'kernel';
/** What x86 has for a bzImage: the elfcorehdr is added first, then purgatory. */
export const X86_ORDER: SegmentOrder = ['elfcorehdr', 'purgatory', 'kernel'];

/**
 * The segments of the loaded image, and the digest over them that purgatory computes again before the capture kernel runs.
 */
export const segments = shared({
  /** image->segment[]: what each segment is, and which one is the elfcorehdr. */
  segment: array(oneOf<Segment>('elfcorehdr', 'purgatory', 'kernel'), 3),
  elfcorehdr_index: int(0, 2),
  /** The elfcorehdr segment in crash memory, in two halves, because it is longer than one store. */
  elfcorehdr: array(described, 2),
  /** Something that has no business there has written into the segment of the kernel. */
  kernel_overwritten: flag,
});

/** What the loader put into purgatory: the regions to check, and the digest over them. */
export const purgatory_info = shared({
  /** purgatory_sha_regions has the elfcorehdr, has the kernel. */
  sha_region_elfcorehdr: flag,
  sha_region_kernel: flag,
  /** The elfcorehdr that went into purgatory_sha256_digest. */
  digest_of_elfcorehdr: described,
});

/** Which counter the loop of kexec_calculate_store_digests() compares with elfcorehdr_index; `none`: no exclusion. */
export const DIGESTS = ['none', 'output-index', 'segment-index'] as const;
/** One of them. */
export type DigestText = (typeof DIGESTS)[number];

const DIGEST_SOURCE = {
  none: { versions: 'v3.17 .. v6.5; text of v6.1' },
  'output-index': { versions: 'v6.6 .. v6.10', commit: 'f7cc804a9fd4' },
  'segment-index': { versions: 'v6.11 .. (and 6.6.51, 6.10.9)', commit: '6dacd79d2884' },
} as const;

/** The digest of kexec_file_load(). */
export const digestFunction = (text: DigestText) =>
  fn(
    'kexec_calculate_store_digests',
    {
      form: text,
      source: { file: 'kernel/kexec_file.c', ...DIGEST_SOURCE[text] },
      params: { headers: described },
      locals: {
        i: int(0, 3),
        j: int(0, 3),
        has_elfcorehdr: flag,
        has_kernel: flag,
        ksegment: oneOf<Segment>('elfcorehdr', 'purgatory', 'kernel'),
      },
    },
    ({ headers, i, j, has_elfcorehdr, has_kernel, ksegment }) => {
      const exclude = (counter: typeof i): Block => ({
        exclude: when(eq(counter, read(segments.elfcorehdr_index)), { elfcorehdr: goto('next') }),
      });
      return {
        segments: loop(3, lt(i, 3), {
          ...(text === 'output-index' && exclude(j)),
          ...(text === 'segment-index' && exclude(i)),
          ksegment: set(ksegment, read(segments.segment.at(i))),
          purgatory: when(eq(ksegment, 'purgatory'), { not_itself: goto('next') }),
          elfcorehdr: when(eq(ksegment, 'elfcorehdr'), {
            sha_region_elfcorehdr: set(has_elfcorehdr, true),
          }),
          kernel: when(eq(ksegment, 'kernel'), { sha_region_kernel: set(has_kernel, true) }),
          region: set(j, add(j, 1)),
          next: set(i, add(i, 1)),
        }),
        kexec_purgatory_set_symbols: storeDigest(headers, has_elfcorehdr, has_kernel),
      };
    },
  );

/** The regions and the digest go into purgatory, which nobody looks at before the image is installed. */
export const storeDigest = (
  headers: Operand<number>,
  hasElfcorehdr: Operand<boolean>,
  hasKernel: Operand<boolean>,
) =>
  atomic('the image is not installed yet: nobody else looks at its purgatory', {
    elfcorehdr_region: write(purgatory_info.sha_region_elfcorehdr, hasElfcorehdr),
    kernel_region: write(purgatory_info.sha_region_kernel, hasKernel),
    digest: write(purgatory_info.digest_of_elfcorehdr, headers),
  });

/** What the question remembers of the moment in which purgatory looked: from there on nobody else matters. */
export const jumpSeen = ghost({
  /** One half of the elfcorehdr was of before an update, the other of after it. */
  torn: flag,
  /** Some segment was not complete, or somebody was still writing it. */
  damaged: flag,
});

/** Runs after machine_kexec(), on the only CPU that is left. `writing`: somebody was about to write a segment. */
export const purgatoryFunction = (form: string, writing: E<boolean>) => {
  const half = (n: number) => read(segments.elfcorehdr.at(n));
  const torn = ne(half(0), half(1));
  const other = (n: number) => ne(half(n), read(purgatory_info.digest_of_elfcorehdr));
  const foreign = (name: 'old' | 'new') =>
    and(eq(read(seen.jump_to), name), ne(read(kexec.crash_memory), name));
  return fn(
    'purgatory',
    {
      form,
      source: { file: 'arch/x86/purgatory/purgatory.c', versions: 'v3.17 ..; text of v6.1' },
      locals: { differs: flag },
    },
    ({ differs }) => ({
      verify_sha256_digest: atomic('every other CPU has been stopped: nothing runs beside purgatory', {
        sha256: set(
          differs,
          or(
            and(read(purgatory_info.sha_region_elfcorehdr), or(other(0), other(1))),
            and(read(purgatory_info.sha_region_kernel), read(segments.kernel_overwritten)),
          ),
        ),
      }),
      found_torn: note(jumpSeen.torn, torn),
      found_damaged: note(jumpSeen.damaged, or(torn, writing, foreign('old'), foreign('new'))),
      bad: when(differs, { loop_forever: end('purgatory_loops') }),
      relocate: ignored('the way from purgatory into the capture kernel'),
      start: end('capture_kernel'),
    }),
  );
};

/** The order of the segments, for the beginning of a system. */
export const inOrder = (order: SegmentOrder) => [
  ...order.map((name, n) => initially(segments.segment.at(n), name)),
  initially(segments.elfcorehdr_index, order.indexOf('elfcorehdr')),
];
