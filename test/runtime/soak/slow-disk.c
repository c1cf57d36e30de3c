/*
 * Preloaded into a process, makes each write to a journal take as many microseconds longer as the file named by
 * SLOW_DISK says, in its middle, so that a kill leaves torn lines as on a disk.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long delay(int file) {
  char link[64], path[4096], text[32] = "";
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  const char *setting = getenv("SLOW_DISK");
  if (!setting || !strstr(path, ".journal")) return 0;
  int settings = open(setting, O_RDONLY | O_CLOEXEC);
  if (settings < 0) return 0;
  length = read(settings, text, sizeof text - 1);
  close(settings);
  return length > 0 ? atol(text) : 0;
}

static void wait_for(long microseconds) {
  struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
  nanosleep(&time, NULL);
}

ssize_t write(int file, const void *data, size_t size) {
  long microseconds = delay(file);
  if (microseconds <= 0) return syscall(SYS_write, file, data, size);
  size_t half = size / 2;
  ssize_t first = syscall(SYS_write, file, data, half);
  wait_for(microseconds);
  if (first < (ssize_t)half) return first;
  ssize_t second = syscall(SYS_write, file, (const char *)data + half, size - half);
  return second < 0 ? first : first + second;
}

int ftruncate64(int file, off64_t size) {
  long microseconds = delay(file);
  if (microseconds > 0) wait_for(microseconds);
  return syscall(SYS_ftruncate, file, size);
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }
