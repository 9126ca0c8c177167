/*
 * A camera where there is none: loaded before libc, it answers for /dev/video0 as Video4Linux does,
 * so that libwebrtc's own capture of cameras runs against it.
 *
 * One format, YUYV, in 640x480 and 1280x720, thirty pictures a second: a room that gets lighter to
 * the right, with a camera's noise. PHANTOM_TEST_CAMERA=busy is used by another program,
 * =unplugged goes away after a second, =refused is for other users, =dark sees nothing, =FILE gives
 * that file as Motion JPEG.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { FILES = 1024, BUFFERS = 8, UNPLUGGED_AFTER = 30 };
static const char PATH[] = "/dev/video0";
static const long PERIOD = 1000000000L / 30;

static char is_camera[FILES];
static uint8_t *buffers[BUFFERS];
static int queue[BUFFERS], queued, width = 640, height = 480, pictures;

static int mode(const char *name) {
  const char *wanted = getenv("PHANTOM_TEST_CAMERA");
  return wanted && strcmp(wanted, name) == 0;
}

static int fail(int why) {
  errno = why;
  return -1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int open_camera(void) {
  int file = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (file >= 0 && file < FILES) is_camera[file] = 1;
  return file;
}

int open(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  int rights = va_arg(more, int);
  va_end(more);
  return strcmp(path, PATH) == 0 ? open_camera() : REAL(open)(path, flags, rights);
}

int open64(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  int rights = va_arg(more, int);
  va_end(more);
  return strcmp(path, PATH) == 0 ? open_camera() : REAL(open64)(path, flags, rights);
}

int close(int file) {
  if (file >= 0 && file < FILES) is_camera[file] = 0;
  return REAL(close)(file);
}

int access(const char *path, int how) {
  if (strcmp(path, PATH) != 0) return REAL(access)(path, how);
  return mode("refused") ? fail(EACCES) : 0;
}

/*
 * The directory of devices, and libudev's list of them, have one more. All of libudev that is used:
 * it is loaded later and would be found by nobody from here.
 */
struct udev { char subsystem[32]; };
static struct udev devices;
static char entry;

void *udev_new(void) { return &devices; }
void *udev_unref(void *context) { return context ? NULL : context; }
void *udev_enumerate_new(void *context) { return context; }
void *udev_enumerate_unref(void *list) { return udev_unref(list); }
int udev_enumerate_scan_devices(void *list) { return list ? 0 : -1; }

int udev_enumerate_add_match_subsystem(void *list, const char *subsystem) {
  strncpy(((struct udev *)list)->subsystem, subsystem, sizeof devices.subsystem - 1);
  return 0;
}

void *udev_enumerate_get_list_entry(void *list) {
  return strcmp(((struct udev *)list)->subsystem, "video4linux") == 0 ? &entry : NULL;
}

void *udev_list_entry_get_next(void *one) { return one == &entry ? NULL : one; }
const char *udev_list_entry_get_name(void *one) { return one ? "/sys/emulated/video0" : NULL; }
void *udev_device_new_from_syspath(void *context, const char *path) { return path ? context : NULL; }
void *udev_device_unref(void *device) { return udev_unref(device); }
const char *udev_device_get_devnode(void *device) { return device ? PATH : NULL; }
const char *udev_device_get_subsystem(void *device) { return device ? "video4linux" : NULL; }
const char *udev_device_get_action(void *device) { return device ? "" : NULL; }

const char *udev_device_get_property_value(void *device, const char *name) {
  return device && strcmp(name, "ID_V4L_PRODUCT") == 0 ? "Emulated camera" : NULL;
}

void *udev_monitor_new_from_netlink(void *context, const char *name) { return name ? context : NULL; }
int udev_monitor_enable_receiving(void *monitor) { return monitor ? 0 : -1; }
int udev_monitor_get_fd(void *monitor) { return monitor ? eventfd(0, EFD_CLOEXEC) : -1; }
void *udev_monitor_receive_device(void *monitor) { return monitor ? NULL : monitor; }
void *udev_monitor_unref(void *monitor) { return udev_unref(monitor); }

int udev_monitor_filter_add_match_subsystem_devtype(
    void *monitor, const char *subsystem, const char *type) {
  return monitor && subsystem && !type ? 0 : -1;
}

struct dirent *readdir(DIR *directory) {
  static struct dirent more = {.d_name = "video0"};
  static DIR *told;
  struct dirent *next = REAL(readdir)(directory);
  struct stat this, dev;
  if (next || told == directory || fstat(dirfd(directory), &this) || stat("/dev", &dev)
      || this.st_ino != dev.st_ino || this.st_dev != dev.st_dev) {
    told = next ? told : NULL;
    return next;
  }
  told = directory;
  return &more;
}

void *mmap64(void *at, size_t length, int rights, int flags, int file, off64_t offset) {
  if (file < 0 || file >= FILES || !is_camera[file]) {
    return REAL(mmap64)(at, length, rights, flags, file, offset);
  }
  void *memory = REAL(mmap64)(at, length, rights, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory != MAP_FAILED) buffers[offset / (1 << 24) % BUFFERS] = memory;
  return memory;
}

static int jpeg(void) {
  const char *wanted = getenv("PHANTOM_TEST_CAMERA");
  return wanted && wanted[0] == '/';
}

static unsigned given(void) { return jpeg() ? V4L2_PIX_FMT_MJPEG : V4L2_PIX_FMT_YUYV; }

static int format(struct v4l2_pix_format *pix) {
  int large = pix->width == 1280 && pix->height == 720;
  int small = pix->width == 640 && pix->height == 480;
  if (pix->pixelformat != given() || !(large || small)) return fail(EINVAL);
  pix->field = V4L2_FIELD_NONE;
  pix->bytesperline = pix->width * 2;
  pix->sizeimage = pix->width * pix->height * 2;
  return 0;
}

static void paint(uint8_t *to) {
  unsigned noise = (unsigned)pictures * 2654435761u;
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      noise = noise * 1664525u + 1013904223u;
      *to++ = mode("dark") ? 16 : 70 + 100 * x / width + (noise >> 24) % 3;
      *to++ = x % 2 == 0 ? 110 : 150;
    }
  }
}

static unsigned load(uint8_t *to) {
  int file = REAL(open)(getenv("PHANTOM_TEST_CAMERA"), O_RDONLY);
  ssize_t length = read(file, to, (size_t)(width * height * 2));
  REAL(close)(file);
  return length > 0 ? (unsigned)length : 0;
}

static int take(int file, struct v4l2_buffer *buffer) {
  uint64_t expired;
  if (mode("unplugged") && pictures >= UNPLUGGED_AFTER) return fail(ENODEV);
  if (queued == 0 || read(file, &expired, sizeof expired) < 0) return fail(EAGAIN);
  buffer->index = (unsigned)queue[0];
  memmove(queue, queue + 1, sizeof queue[0] * (unsigned)--queued);
  buffer->bytesused = (unsigned)(width * height * 2);
  pictures++;
  if (jpeg()) buffer->bytesused = load(buffers[buffer->index]);
  else paint(buffers[buffer->index]);
  return 0;
}

static int answer(int file, unsigned long request, void *about) {
  struct itimerspec pace = {{0, PERIOD}, {0, PERIOD}}, none = {{0, 0}, {0, 0}};
  struct v4l2_capability *able = about;
  struct v4l2_fmtdesc *described = about;
  struct v4l2_frmsizeenum *sized = about;
  struct v4l2_frmivalenum *paced = about;
  struct v4l2_format *wanted = about;
  struct v4l2_streamparm *parameters = about;
  struct v4l2_buffer *buffer = about;
  switch ((unsigned)request) {
    case VIDIOC_QUERYCAP:
      memset(able, 0, sizeof *able);
      strcpy((char *)able->driver, "emulated");
      strcpy((char *)able->card, "Emulated camera");
      strcpy((char *)able->bus_info, "platform:emulated");
      able->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
      able->capabilities = able->device_caps | V4L2_CAP_DEVICE_CAPS;
      return 0;
    case VIDIOC_ENUM_FMT:
      if (described->index > 0) return fail(EINVAL);
      described->pixelformat = given();
      return 0;
    case VIDIOC_ENUM_FRAMESIZES:
      if (sized->index > 1) return fail(EINVAL);
      sized->type = V4L2_FRMSIZE_TYPE_DISCRETE;
      sized->discrete.width = sized->index ? 1280 : 640;
      sized->discrete.height = sized->index ? 720 : 480;
      return 0;
    case VIDIOC_ENUM_FRAMEINTERVALS:
      if (paced->index > 0) return fail(EINVAL);
      paced->type = V4L2_FRMIVAL_TYPE_DISCRETE;
      paced->discrete.numerator = 1;
      paced->discrete.denominator = 30;
      return 0;
    case VIDIOC_TRY_FMT:
      return format(&wanted->fmt.pix);
    case VIDIOC_S_FMT:
      if (mode("busy")) return fail(EBUSY);
      if (format(&wanted->fmt.pix) < 0) return -1;
      width = (int)wanted->fmt.pix.width;
      height = (int)wanted->fmt.pix.height;
      return 0;
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM:
      parameters->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
      parameters->parm.capture.timeperframe.numerator = 1;
      parameters->parm.capture.timeperframe.denominator = 30;
      return 0;
    case VIDIOC_REQBUFS:
      return 0;
    case VIDIOC_QUERYBUF:
      buffer->length = (unsigned)(width * height * 2);
      buffer->m.offset = buffer->index << 24;
      return 0;
    case VIDIOC_QBUF:
      if (queued == BUFFERS) return fail(EINVAL);
      queue[queued++] = (int)buffer->index;
      return 0;
    case VIDIOC_DQBUF:
      return take(file, buffer);
    case VIDIOC_STREAMON:
      return timerfd_settime(file, 0, &pace, NULL);
    case VIDIOC_STREAMOFF:
      queued = 0;
      return timerfd_settime(file, 0, &none, NULL);
    default:
      return fail(ENOTTY);
  }
}

int ioctl(int file, unsigned long request, ...) {
  va_list more;
  va_start(more, request);
  void *about = va_arg(more, void *);
  va_end(more);
  return file >= 0 && file < FILES && is_camera[file] ? answer(file, request, about)
                                                      : REAL(ioctl)(file, request, about);
}
